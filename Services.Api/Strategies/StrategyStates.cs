using System.Collections.Concurrent;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>What the supervisor last said of every instance; each process of the api has its own copy.</summary>
internal sealed class StrategyStates(TimeProvider clock)
{
    /// <summary>After this long without a word of the supervisor (four rounds of its probes), nothing is known.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<int, InstanceView> _instances = new();
    private readonly Lock _writing = new();
    private long _heardAt;

    public TimeSpan SinceHeard => _heardAt == 0 ? TimeSpan.MaxValue : clock.GetElapsedTime(_heardAt);

    public bool SupervisorSilent => SinceHeard > Silence;

    public InstanceView? Find(int strategyId) => _instances.GetValueOrDefault(strategyId);

    /// <summary>The whole table, as the supervisor answers when asked.</summary>
    /// <returns>Those that are in another state than before.</returns>
    public IReadOnlyList<InstanceView> Replace(IReadOnlyList<InstanceView> all)
    {
        var changed = Update(all);
        var present = all.Select(view => view.StrategyId).ToHashSet();
        foreach (var gone in _instances.Keys.Where(id => !present.Contains(id)))
        {
            _instances.TryRemove(gone, out _);
        }

        return changed;
    }

    /// <summary>Instances as probed; older than what is known is left out.</summary>
    /// <returns>Those that are in another state than before.</returns>
    public IReadOnlyList<InstanceView> Update(IReadOnlyList<InstanceView> views)
    {
        Hear();
        lock (_writing) return views.Where(Put).ToList();
    }

    /// <summary>One event of one instance.</summary>
    /// <param name="strategyId">Whose it is.</param>
    /// <param name="generation">Start that it belongs to.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="change">Makes the new view of the present one.</param>
    /// <returns>The view when the instance is in another state than before.</returns>
    public InstanceView? Apply(
        int strategyId, long generation, DateTimeOffset at, Func<InstanceView, InstanceView> change)
    {
        Hear();
        lock (_writing)
        {
            var present = Find(strategyId) ?? Nothing(strategyId);
            var next = change(present with { Generation = generation, StateSince = at });
            return Put(next) ? next : null;
        }
    }

    private bool Put(InstanceView view)
    {
        var present = Find(view.StrategyId);
        if (present is not null && IsNewer(present, view)) return false;
        _instances[view.StrategyId] = view;
        return present?.State != view.State || present.Generation != view.Generation || present.Reason != view.Reason
            || present.DataFresh != view.DataFresh;
    }

    private void Hear() => Interlocked.Exchange(ref _heardAt, clock.GetTimestamp());

    private static bool IsNewer(InstanceView present, InstanceView other) =>
        present.Generation > other.Generation
        || (present.Generation == other.Generation && present.StateSince > other.StateSince);

    private static InstanceView Nothing(int strategyId) => new()
    {
        StrategyId = strategyId,
        Generation = 0,
        State = InstanceState.Stopped,
        Desired = DesiredState.Stopped,
        StateSince = DateTimeOffset.MinValue,
        Version = 0,
    };
}
