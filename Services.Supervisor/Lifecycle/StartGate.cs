using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>
/// Bounds how many instances start at once: each is seconds of processor time and a burst of requests (facts 5.5).
/// </summary>
internal sealed class StartGate(IOptions<InstancesOptions> options)
{
    private const int PerCore = 4;
    private readonly ConcurrentDictionary<int, byte> _starting = new();
    private readonly int _most = options.Value.MaxStarting > 0 ? options.Value.MaxStarting
        : PerCore * Environment.ProcessorCount;

    public bool TryEnter(int strategyId)
    {
        if (_starting.Count >= _most && !_starting.ContainsKey(strategyId)) return false;
        _starting[strategyId] = 0;
        return true;
    }

    public void Leave(int strategyId) => _starting.TryRemove(strategyId, out _);
}
