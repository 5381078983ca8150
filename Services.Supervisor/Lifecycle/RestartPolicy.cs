namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>When a failed instance is started again.</summary>
internal sealed record RestartPolicy(TimeSpan FirstDelay, TimeSpan LongestDelay, int MaxFaults)
{
    private const int LastingTries = 2;

    public static RestartPolicy Of(InstancesOptions options) =>
        new(options.FirstRestartDelay, options.LongestRestartDelay, options.MaxFaults);

    /// <summary>Delay before the next start; null means that a person must decide.</summary>
    /// <param name="failures">Failures in a row, of any kind, this one included.</param>
    /// <param name="faults">Those among them that are the strategy's own.</param>
    /// <param name="kind">Of this failure.</param>
    /// <param name="jitter">0 to 1, so that many do not start again at the same moment.</param>
    public TimeSpan? DelayAfter(int failures, int faults, FailureKind kind, double jitter)
    {
        var most = kind switch
        {
            FailureKind.Permanent => 0,
            FailureKind.Lasting => LastingTries - 1,
            FailureKind.Fault => MaxFaults - 1,
            _ => int.MaxValue,
        };
        if (faults > most) return null;

        var doubled = Math.Min(FirstDelay.Ticks * Math.Pow(2, Math.Min(failures - 1, 40)), LongestDelay.Ticks);
        var jittered = doubled * (0.75 + (0.5 * jitter));
        return TimeSpan.FromTicks((long)Math.Clamp(jittered, FirstDelay.Ticks, LongestDelay.Ticks));
    }
}
