namespace BtcWatcher.Services.Api.Live;

/// <summary>Events that a client did not get.</summary>
/// <param name="Topic">Whose.</param>
/// <param name="Count">How many at most; those that it did not choose count only where nobody can tell.</param>
/// <param name="After">The last position that it did get; null when that is not known.</param>
/// <param name="Position">After which it goes on.</param>
internal sealed record LiveMissed(LiveTopic Topic, long Count, LivePosition? After, LivePosition? Position);

/// <summary>One client's place in one topic. Only the client's sending loop moves it.</summary>
internal sealed class LiveSubscription(TopicLog log, LiveFilter filter, long next, LivePosition? passed)
{
    private long _next = next;

    public LiveTopic Topic => log.Topic;

    public LiveFilter Filter => filter;

    /// <summary>The newest position that the client has, or did not want.</summary>
    public LivePosition? Passed { get; private set; } = passed;

    /// <summary>Until the present is reached, events come at the client's own pace, however many there are.</summary>
    public bool CatchingUp { get; set; }

    /// <summary>Signals from here on are read again from who keeps them; null: from the log.</summary>
    public LivePosition? Replay { get; set; }

    /// <summary>How much has come since it last looked.</summary>
    public long Behind => log.End - Volatile.Read(ref _next);

    /// <summary>The same place with another choice.</summary>
    public LiveSubscription With(LiveFilter other) =>
        new(log, other, _next, Passed) { CatchingUp = CatchingUp, Replay = Replay };

    /// <summary>Goes on in the log, after what was read elsewhere.</summary>
    public bool TryEnter(LivePosition after)
    {
        if (log.After(after) is not { } found) return false;
        (_next, Passed, Replay) = (found, after, null);
        return true;
    }

    /// <summary>Goes on with the oldest that the log has: there was nothing between.</summary>
    public void Enter(LivePosition after) =>
        (_next, Passed, Replay) = (Math.Max(0, log.End - log.Capacity), after, null);

    /// <summary>Goes on with what comes from now on.</summary>
    public void Skip()
    {
        (_next, Passed) = log.Now;
        (Replay, CatchingUp) = (null, false);
    }

    /// <summary>
    /// Fills the list with what comes next, at most its room. When more waits and the client is not catching up, it is
    /// too slow: nothing is taken, it goes on with the present, and what it missed is returned.
    /// </summary>
    public LiveMissed? Take(List<LiveEntry> taken, int room)
    {
        var (end, before) = (log.End, Passed);
        var first = taken.Count;
        for (; _next < end; _next++)
        {
            if (log.At(_next) is not { } entry) return Miss(taken, first, end, before);
            if (filter.Matches(entry))
            {
                if (taken.Count - first == room) return CatchingUp ? null : Miss(taken, first, end, before);
                taken.Add(entry);
            }

            Passed = entry.Position ?? Passed;
        }

        CatchingUp = false;
        return null;
    }

    private LiveMissed Miss(List<LiveEntry> taken, int first, long end, LivePosition? before)
    {
        long count = taken.Count - first;
        taken.RemoveRange(first, taken.Count - first);
        for (; _next < end; _next++)
        {
            if (log.At(_next) is not { } entry) count++;
            else
            {
                if (filter.Matches(entry)) count++;
                Passed = entry.Position ?? Passed;
            }
        }

        return new(Topic, count, before, Passed);
    }
}
