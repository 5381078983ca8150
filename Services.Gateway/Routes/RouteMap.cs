using System.Collections.Concurrent;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>
/// Where the instances are. A change of one replaces its entry alone, whatever the number of others; readers never
/// wait.
/// </summary>
internal sealed class RouteMap
{
    private readonly ConcurrentDictionary<int, InstanceTarget> _targets = new();
    private readonly ConcurrentDictionary<int, InstanceView> _views = new();
    private long _revision;

    /// <summary>Of the newest table that anything here is from.</summary>
    public long Revision => Interlocked.Read(ref _revision);
    public int Count => _targets.Count;
    public ICollection<InstanceTarget> Targets => _targets.Values;

    /// <summary>
    /// Routes with an unusable address come back in the second value. Unchanged targets are taken over.
    /// </summary>
    public static (RouteMap Map, IReadOnlyList<InstanceRoute> Unusable) From(
        RouteTable table, IEnumerable<InstanceView> views, RouteMap previous)
    {
        var map = new RouteMap { _revision = table.Revision };
        var unusable = new List<InstanceRoute>();
        foreach (var route in table.Routes)
        {
            if (TargetOf(route, previous) is { } target) map._targets[route.StrategyId] = target;
            else unusable.Add(route);
        }

        foreach (var view in views) map._views[view.StrategyId] = view;
        return (map, unusable);
    }

    /// <summary>Takes one instance's place over, or takes it away where it has none.</summary>
    /// <returns>False where the address is none.</returns>
    public bool Set(int strategyId, long revision, InstanceRoute? route, InstanceView? view)
    {
        _revision = Math.Max(_revision, revision);
        if (view is null) _views.TryRemove(strategyId, out _);
        else _views[strategyId] = view;
        var target = route is null ? null : TargetOf(route, this);
        if (target is null) _targets.TryRemove(strategyId, out _);
        else _targets[strategyId] = target;
        return target is not null || route is null;
    }

    public InstanceTarget? Find(int strategyId) => _targets.GetValueOrDefault(strategyId);

    /// <summary>What the supervisor said of an instance, also where it has no route.</summary>
    public InstanceView? ViewOf(int strategyId) => _views.GetValueOrDefault(strategyId);

    /// <summary>The strategies whose routes differ from the other's.</summary>
    public IReadOnlyList<int> DifferencesFrom(RouteMap other) =>
        [.. _targets.Keys.Union(other._targets.Keys).Where(id => Find(id)?.Route != other.Find(id)?.Route).Order()];

    private static InstanceTarget? TargetOf(InstanceRoute route, RouteMap previous) =>
        previous.Find(route.StrategyId) is { } known && known.Route == route ? known : InstanceTarget.From(route);
}
