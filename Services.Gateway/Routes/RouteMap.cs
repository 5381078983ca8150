using System.Collections.Frozen;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>An immutable picture of all instances: a change makes another one that replaces this at once.</summary>
internal sealed class RouteMap
{
    private readonly FrozenDictionary<int, InstanceTarget> _targets;
    private readonly FrozenDictionary<int, InstanceView> _views;

    private RouteMap(
        long revision, FrozenDictionary<int, InstanceTarget> targets, FrozenDictionary<int, InstanceView> views)
    {
        Revision = revision;
        _targets = targets;
        _views = views;
    }

    public static RouteMap Empty { get; } =
        new(0, FrozenDictionary<int, InstanceTarget>.Empty, FrozenDictionary<int, InstanceView>.Empty);

    public long Revision { get; }
    public int Count => _targets.Count;
    public IReadOnlyList<InstanceTarget> Targets => _targets.Values;

    /// <summary>
    /// Routes with an unusable address come back in the second value. Unchanged targets are taken over.
    /// </summary>
    public static (RouteMap Map, IReadOnlyList<InstanceRoute> Unusable) From(
        RouteTable table, IEnumerable<InstanceView> views, RouteMap previous)
    {
        var targets = new Dictionary<int, InstanceTarget>(table.Routes.Count);
        var unusable = new List<InstanceRoute>();
        foreach (var route in table.Routes)
        {
            var target = previous.Find(route.StrategyId) is { } known && known.Route == route
                ? known
                : InstanceTarget.From(route);
            if (target is null) unusable.Add(route);
            else targets[route.StrategyId] = target;
        }

        var byId = new Dictionary<int, InstanceView>();
        foreach (var view in views) byId[view.StrategyId] = view;
        return (new RouteMap(table.Revision, targets.ToFrozenDictionary(), byId.ToFrozenDictionary()), unusable);
    }

    public InstanceTarget? Find(int strategyId) => _targets.GetValueOrDefault(strategyId);

    /// <summary>What the supervisor said of an instance, also where it has no route.</summary>
    public InstanceView? ViewOf(int strategyId) => _views.GetValueOrDefault(strategyId);

    public bool HasSameRoutes(RouteMap other) =>
        Count == other.Count && _targets.Values.All(target => other.Find(target.StrategyId)?.Route == target.Route);
}
