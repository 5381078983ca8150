using BtcWatcher.Contracts;
using BtcWatcher.Services.Monitoring.Health;

namespace BtcWatcher.Services.Monitoring.Fleet;

/// <summary>One strategy with its verdict.</summary>
internal sealed record StrategyHealth(InstanceView Instance, HealthVerdict Verdict);

/// <summary>
/// All strategies at one moment. Stale: the supervisor has been silent for four rounds of its probes.
/// </summary>
internal sealed record FleetHealth(
    DateTimeOffset SeenAt, bool Stale, HealthVerdict Verdict, IReadOnlyList<StrategyHealth> Strategies)
{
    public int Running => Strategies.Count(strategy => strategy.Instance.Pid is not null);

    public int Meant => Strategies.Count(strategy => strategy.Instance.Desired == DesiredState.Running);

    public int Healthy => Strategies.Count(strategy => strategy.Verdict.Status == HealthStatus.Healthy);
}

/// <summary>Judges what is known; asks the supervisor itself when its last word is older than two rounds.</summary>
internal sealed class FleetView(FleetBoard board, SupervisorClient supervisor, TimeProvider clock)
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(10);

    /// <summary>Null when nothing was ever heard of the supervisor.</summary>
    public async Task<FleetHealth?> CurrentAsync(CancellationToken ct)
    {
        if (board.State is not { } known || clock.GetUtcNow() - known.At > AskAfter)
        {
            var asked = clock.GetUtcNow();
            if (await supervisor.InstancesAsync(ct) is { } instances) board.Replace(asked, instances);
        }

        return board.State is { } state ? Judge(state, clock.GetUtcNow(), StaleAfter) : null;
    }

    public static FleetHealth Judge(FleetState state, DateTimeOffset now, TimeSpan staleAfter)
    {
        var strategies = state.Instances.Values.OrderBy(instance => instance.StrategyId)
            .Select(instance => new StrategyHealth(instance, HealthRule.Of(instance, state.At, now, staleAfter)))
            .ToList();
        var stale = now - state.At > staleAfter;
        var verdict = stale
            ? new HealthVerdict(HealthStatus.Stale, strategies.Exists(one => one.Verdict.Score is not null) ? 0 : null)
            : HealthRule.OfAll([.. strategies.Select(one => one.Verdict)]);
        return new FleetHealth(state.At, stale, verdict, strategies);
    }
}
