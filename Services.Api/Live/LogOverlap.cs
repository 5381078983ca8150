namespace BtcWatcher.Services.Api.Live;

/// <summary>
/// Finds, after a stream was broken and begins again with the newest lines, which of them were shown before.
/// </summary>
internal sealed class LogOverlap(IEnumerable<byte[]> shown)
{
    private readonly List<byte[]> _shown = [.. shown];
    private List<byte[]>? _held = [];

    /// <returns>True while the newest lines are still coming: it is kept until their end.</returns>
    public bool TryHold(byte[] message)
    {
        _held?.Add(message);
        return _held is not null;
    }

    /// <summary>The newest lines have come.</summary>
    /// <returns>Those that are new.</returns>
    public IReadOnlyList<byte[]> End()
    {
        if (_held is not { } held) return [];
        _held = null;
        for (var length = Math.Min(held.Count, _shown.Count); length > 0; length--)
        {
            var offset = _shown.Count - length;
            if (Enumerable.Range(0, length).All(i => held[i].AsSpan().SequenceEqual(_shown[offset + i])))
            {
                return held[length..];
            }
        }

        return held;
    }
}
