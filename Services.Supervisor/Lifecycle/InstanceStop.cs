using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Starting;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>Ends a process: politely, again, then by force.</summary>
internal sealed class InstanceStop(
    InstanceStore store, StartGate gate, FleetState state, IOptions<InstancesOptions> options, TimeProvider clock,
    ILogger<InstanceStop> logger)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <param name="keeper">Whose process.</param>
    /// <param name="because">The failure for which the supervisor itself ends it; null when a person asked.</param>
    /// <param name="reason">As shown.</param>
    public async Task<TimeSpan?> BeginAsync(Keeper keeper, Failure? because, string reason, CancellationToken ct)
    {
        gate.Leave(keeper.StrategyId);
        keeper.Instance = await store.ChangeAsync(keeper.StrategyId, change =>
        {
            if (change.Row.State.IsReachable()) change.ChangeRoutes();
            change.Row.EndingBecause = because?.Reason;
            change.Row.Enter(InstanceState.Stopping, clock.GetUtcNow(), reason);
        }, ct);
        (keeper.StopBegan, keeper.StopSent) = (clock.Steady(), null);
        Log.InstanceStopping(logger, keeper.StrategyId, keeper.Instance.Generation, reason);
        return TimeSpan.Zero;
    }

    public TimeSpan? Continue(Keeper keeper)
    {
        var now = clock.Steady();
        keeper.StopBegan ??= now;
        var plan = state.ShuttingDown ? StopPlan.Within(options.Value.ShutdownTimeout) : StopPlan.Of(options.Value);
        var due = plan.DueAfter(now - keeper.StopBegan.Value);
        if (keeper.Instance.Process is { } process
            && (keeper.StopSent is null || due > keeper.StopSent || due == StopSignal.Kill))
        {
            if (due == StopSignal.Kill) Signals.KillGroup(process);
            else Signals.Terminate(process);
            keeper.StopSent = due;
        }

        return Look;
    }
}
