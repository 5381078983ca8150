namespace BtcWatcher.Services.Api.Live;

/// <summary>
/// The newest events of one topic in this process, in their order: a ring that everybody reads with a place of his own
/// and without a lock. Only one at a time may write.
/// </summary>
internal sealed class TopicLog(LiveTopic topic, int capacity)
{
    private readonly LiveEntry?[] _ring = new LiveEntry?[capacity];
    private readonly Lock _writing = new();
    private LivePosition? _floor;
    private LivePosition? _head;
    private long _end;

    public LiveTopic Topic => topic;

    public int Capacity => capacity;

    /// <summary>Number that the next event will have.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>The newest position; null while none is known.</summary>
    public LivePosition? Head
    {
        get { lock (_writing) return _head; }
    }

    /// <summary>Where what comes next will be, and after which position.</summary>
    public (long Next, LivePosition? Head) Now
    {
        get { lock (_writing) return (_end, _head); }
    }

    /// <summary>Begins anew: what is before this position is not known here.</summary>
    public void Begin(LivePosition floor)
    {
        lock (_writing) (_floor, _head) = (floor, floor);
    }

    /// <summary>A position without an event of its own.</summary>
    public void Pass(LivePosition position)
    {
        lock (_writing) _head = position;
    }

    public void Append(LiveEntry entry)
    {
        lock (_writing)
        {
            var slot = (int)(_end % capacity);
            if (_ring[slot]?.Position is { } lost) _floor = lost;
            entry.Sequence = _end;
            Volatile.Write(ref _ring[slot], entry);
            _head = entry.Position ?? _head;
            Volatile.Write(ref _end, _end + 1);
        }
    }

    /// <summary>The event of this number; null when a newer one has taken its place.</summary>
    public LiveEntry? At(long sequence) =>
        Volatile.Read(ref _ring[(int)(sequence % capacity)]) is { } entry && entry.Sequence == sequence ? entry : null;

    /// <summary>Number of the first event after a position; null when not everything after it is here.</summary>
    public long? After(LivePosition position)
    {
        lock (_writing)
        {
            if (_floor is not { } floor || position < floor || _head < position) return null;
            var first = Math.Max(0, _end - capacity);
            for (var sequence = _end - 1; sequence >= first; sequence--)
            {
                if (_ring[(int)(sequence % capacity)]!.Position is { } seen && !(seen > position)) return sequence + 1;
            }

            return first;
        }
    }
}
