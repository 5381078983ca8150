using Microsoft.Extensions.Primitives;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>An instance's answer, whole; Body is null where it was too long to be shared.</summary>
internal sealed record SharedAnswer(
    int Status, IReadOnlyList<KeyValuePair<string, StringValues>> Headers, byte[]? Body);

/// <summary>
/// One call to an instance that several callers wait for. It ends when the last of them has left before the answer.
/// </summary>
internal sealed class SharedCall(Func<CancellationToken, Task<SharedAnswer>> ask) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private Task<SharedAnswer>? _answer;
    private int _waiting;
    private bool _abandoned;

    /// <summary>False when nobody waited any more, so that it was given up.</summary>
    public bool TryJoin(out Task<SharedAnswer> answer, out bool isFirst)
    {
        lock (_lock)
        {
            isFirst = _answer is null;
            _answer ??= Task.Run(() => ask(_end.Token));
            answer = _answer;
            if (_abandoned) return false;
            _waiting++;
            return true;
        }
    }

    // One that was given up may be being cancelled just now.
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_abandoned) _end.Dispose();
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _waiting--;
            if (_waiting > 0 || _answer!.IsCompleted) return;
            _abandoned = true;
        }

        _end.Cancel();
    }
}
