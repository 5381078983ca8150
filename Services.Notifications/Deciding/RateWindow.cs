namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>Places in a limit of so many in any 60 seconds, past and already given for later.</summary>
internal sealed class RateWindow(int maxPerMinute, IEnumerable<DateTimeOffset> taken)
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(60);
    private readonly List<DateTimeOffset> _taken = [.. taken.Order()];

    /// <summary>The first free time from now on: any 60 seconds hold at most the limit. Zero is no limit.</summary>
    public DateTimeOffset Next(DateTimeOffset now)
    {
        if (maxPerMinute <= 0 || _taken.Count < maxPerMinute) return now;
        var free = _taken[^maxPerMinute] + Length;
        return free > now ? free : now;
    }

    public void Take(DateTimeOffset at)
    {
        var index = _taken.BinarySearch(at);
        _taken.Insert(index < 0 ? ~index : index, at);
    }
}
