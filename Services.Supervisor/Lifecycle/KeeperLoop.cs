using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Desired;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Starting;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>The loop of one keeper: looks at the process, decides, takes one short step, waits.</summary>
internal sealed class KeeperLoop(
    InstanceStart start, InstanceReady ready, InstanceStop stop, InstanceEnd end, StartGate gate,
    InstanceRemoval removal, DataAlert data, FleetState state,
    IOptions<InstancesOptions> options, TimeProvider clock, ILogger<KeeperLoop> logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(2);

    public async Task RunAsync(Keeper keeper, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && !keeper.Removed)
        {
            TimeSpan? wait;
            keeper.Busy = true;
            try
            {
                wait = await StepAsync(keeper, ct);
            }
            catch (Exception fault) when (!ct.IsCancellationRequested)
            {
                // One instance's fault stays its own; the step is taken again from the stored state.
                Log.StepFailed(logger, fault, keeper.StrategyId);
                wait = AfterFault;
            }
            finally
            {
                keeper.Busy = false;
            }

            if (wait != TimeSpan.Zero && !keeper.Removed) await keeper.WaitAsync(wait, clock, ct);
        }
    }

    /// <returns>How long to wait for the next step; null: until it is woken.</returns>
    private async Task<TimeSpan?> StepAsync(Keeper keeper, CancellationToken ct)
    {
        var instance = keeper.Instance;
        if (instance.State.HasProcess() && (instance.Process is not { } process || !ProcFs.IsAlive(process)))
        {
            return await end.EndedAsync(keeper, ct);
        }

        if (instance.State.IsReachable() && keeper.Probe is { } probe)
        {
            if (probe.Fault is { } fault) return await stop.BeginAsync(keeper, fault, fault.Reason, ct);
            if (probe.Means is { } seen && seen != instance.State) await ready.EnterSeenAsync(keeper, seen, ct);
        }

        if (keeper.Desired is { Deleted: true }) gate.Leave(keeper.StrategyId);
        if (keeper.Desired is { Deleted: true } && !state.ShuttingDown && !keeper.Held
            && await removal.StepAsync(keeper, ct) is { } pause)
        {
            return pause;
        }

        await data.FollowAsync(keeper, ct);

        var decision = LifecycleRules.Decide(
            keeper.Instance, keeper.Desired, state.ShuttingDown, options.Value.StableAfter, clock.GetUtcNow(),
            keeper.Held);
        // Not wanted any more while it waited for its turn.
        if (decision.Step is not (Step.Start or Step.AwaitReady)) gate.Leave(keeper.StrategyId);
        switch (decision.Step)
        {
            case Step.Start:
                return await start.StartAsync(keeper, ct);
            case Step.AwaitReady:
                return await ready.LookAsync(keeper, ct);
            case Step.Stop when instance.State != InstanceState.Stopping:
                return await stop.BeginAsync(keeper, because: null, decision.Reason, ct);
            case Step.Stop:
                return stop.Continue(keeper);
            case Step.SetStopped:
                await end.SetStoppedAsync(keeper, ct);
                return TimeSpan.Zero;
            case Step.ForgetFailures:
                await end.ForgetFailuresAsync(keeper, ct);
                return TimeSpan.Zero;
            default:
                return decision.At is { } at ? Bounded(at - clock.GetUtcNow()) : null;
        }
    }

    // A timer holds 49 days, and a clock that is set back tells no sooner: it looks again meanwhile.
    private static TimeSpan Bounded(TimeSpan wait) => wait <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1)
        : wait < LongestWait ? wait : LongestWait;
}
