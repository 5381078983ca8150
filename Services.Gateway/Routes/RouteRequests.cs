namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>What is asked to be fetched: all routes, or those of some strategies.</summary>
internal sealed record RouteRequest(bool All, IReadOnlyCollection<int> Strategies)
{
    public static RouteRequest Everything { get; } = new(true, []);
}

/// <summary>Requests that arrive before a fetch begins are one fetch.</summary>
internal sealed class RouteRequests(TimeProvider clock) : IDisposable
{
    // Then the whole table is cheaper.
    private const int MostSingle = 32;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private HashSet<int> _strategies = [];
    private bool _all;

    public void AddAll() => Add(() => _all = true);

    public void Add(IEnumerable<int> strategies) => Add(() => _strategies.UnionWith(strategies));

    /// <summary>Null when nothing was asked for in that time.</summary>
    public async Task<RouteRequest?> WaitAsync(TimeSpan longest, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }

        lock (_lock)
        {
            var taken = _all || _strategies.Count > MostSingle
                ? RouteRequest.Everything
                : new RouteRequest(false, _strategies);
            (_all, _strategies) = (false, []);
            return taken;
        }
    }

    public void Dispose() => _wake.Dispose();

    private void Add(Action what)
    {
        lock (_lock)
        {
            what();
            if (_wake.CurrentCount == 0) _wake.Release();
        }
    }
}
