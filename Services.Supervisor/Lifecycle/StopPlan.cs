namespace BtcWatcher.Services.Supervisor.Lifecycle;

internal enum StopSignal { Terminate, TerminateAgain, Kill }

/// <summary>
/// How an instance is ended: SIGTERM; a second one for a FreqTrade that took the first during its start and lives on
/// with its API only (facts 1.3); at last SIGKILL for its whole group.
/// </summary>
internal sealed record StopPlan(TimeSpan FirstWait, TimeSpan SecondWait)
{
    public static StopPlan Of(InstancesOptions options) => new(options.StopWait, options.StopSecondWait);

    /// <summary>The same steps, faster: SIGKILL comes after three quarters of the time.</summary>
    public static StopPlan Within(TimeSpan time) => new(time / 2, time / 4);

    /// <summary>The strongest signal that is due after so long.</summary>
    public StopSignal DueAfter(TimeSpan elapsed) =>
        elapsed < FirstWait ? StopSignal.Terminate
        : elapsed < FirstWait + SecondWait ? StopSignal.TerminateAgain
        : StopSignal.Kill;
}
