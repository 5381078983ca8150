namespace BtcWatcher.Services.Notifications.Delivering;

/// <summary>Waits between attempts: doubled each time up to the longest, until the attempts are used up.</summary>
internal sealed record RetryPolicy(TimeSpan FirstDelay, TimeSpan LongestDelay, int MaxAttempts)
{
    public static RetryPolicy Of(NotificationsOptions options) =>
        new(options.FirstRetryDelay, options.LongestRetryDelay, options.MaxAttempts);

    /// <summary>Wait after so many failed attempts (from 1); null means that it has failed for good.</summary>
    public TimeSpan? DelayAfter(int attempts, TimeSpan? askedFor = null)
    {
        if (attempts >= MaxAttempts) return null;
        var doubled = FirstDelay.Ticks * Math.Pow(2, Math.Min(attempts - 1, 40));
        var delay = TimeSpan.FromTicks((long)Math.Min(doubled, LongestDelay.Ticks));
        // What the provider asks for counts within reason: an hour of waiting is as bad as not being told.
        return askedFor is { } asked && asked > delay
            ? TimeSpan.FromTicks(Math.Min(asked.Ticks, TimeSpan.TicksPerHour))
            : delay;
    }
}
