namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>A time to measure with: it only goes forward, however the machine's clock is set meanwhile.</summary>
internal static class SteadyTime
{
    /// <summary>Says nothing of the date; not for storing, another boot begins anew.</summary>
    public static DateTimeOffset Steady(this TimeProvider clock) =>
        DateTimeOffset.UnixEpoch + clock.GetElapsedTime(0);
}
