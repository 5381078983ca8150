using System.Collections.Concurrent;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>Warns once a group that asks more of its exchange than it should, until it is in order again.</summary>
internal sealed class ExchangeWarnings(AddressLoads loads, StaggerRule stagger, ILogger<ExchangeWarnings> logger)
{
    private readonly ConcurrentDictionary<StartGroup, byte> _warned = new();

    public IReadOnlyList<string> All =>
        [.. loads.ByGroup().Select(group => stagger.Warning(group.Key, [.. group])).OfType<string>().Order()];

    public void Look(StartGroup group)
    {
        if (!stagger.IsOn) return;
        if (stagger.Warning(group, [.. loads.ByGroup()[group]]) is not { } warning) _warned.TryRemove(group, out _);
        else if (_warned.TryAdd(group, 0)) Log.ExchangeOverloaded(logger, warning);
    }
}
