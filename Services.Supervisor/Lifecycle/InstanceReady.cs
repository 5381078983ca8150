using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Probing;
using BtcWatcher.Services.Supervisor.Readiness;
using BtcWatcher.Services.Supervisor.Starting;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>Looks whether a starting instance is ready, and lets it become running.</summary>
internal sealed class InstanceReady(
    InstanceStore store, InstanceApi api, ConfigWriter configs, InstanceFolders folders, StartGate gate,
    InstanceStop stop,
    IOptions<InstancesOptions> options, IOptions<InstallationOptions> installation, TimeProvider clock,
    ILogger<InstanceReady> logger)
{
    private const int QuickLooks = 40;
    private const int LooksPerLog = 8;
    private readonly LookPace _pace = new(clock);

    public async Task<TimeSpan?> LookAsync(Keeper keeper, CancellationToken ct)
    {
        var instance = keeper.Instance;
        var age = Age(keeper);
        var seen = await api.ObserveStartAsync(
            instance.Port!.Value, configs.CredentialsOf(instance), options.Value.ProbeTimeout, ct);
        var verdict = ReadinessRule.Judge(
            seen, InstanceConfig.BotName(keeper.StrategyId), clock.GetUtcNow() - age);
        if (verdict.IsReady)
        {
            await EnterRunningAsync(keeper, ct);
            return TimeSpan.Zero;
        }

        // It is up: what is left, its first loop, is more waiting than work. The next may begin.
        if (verdict.IsUp) gate.Leave(keeper.StrategyId);
        keeper.ReadyLooks++;
        if (Hopeless(keeper, verdict) is { } hopeless)
        {
            return await stop.BeginAsync(keeper, hopeless, hopeless.Reason, ct);
        }

        if (age > options.Value.ReadyTimeout)
        {
            var failure = new Failure(
                FailureCause.Timeout,
                $"not ready within {options.Value.ReadyTimeout.TotalSeconds:0} s: {verdict.Waiting}");
            return await stop.BeginAsync(keeper, failure, failure.Reason, ct);
        }

        return _pace.Next(keeper.ReadyLooks < QuickLooks ? options.Value.ReadyPoll : options.Value.ReadyPoll * 4);
    }

    /// <summary>FreqTrade was paused, stopped or started by command: the state follows.</summary>
    public async Task EnterSeenAsync(Keeper keeper, InstanceState seen, CancellationToken ct)
    {
        keeper.Instance = await store.ChangeAsync(keeper.StrategyId, change =>
        {
            change.Row.Enter(seen, clock.GetUtcNow(), null);
            change.ChangeRoutes();
        }, ct);
        Log.InstanceStateSeen(logger, keeper.StrategyId, keeper.Instance.Generation, seen);
    }

    private async Task EnterRunningAsync(Keeper keeper, CancellationToken ct)
    {
        gate.Leave(keeper.StrategyId);
        var now = clock.GetUtcNow();
        keeper.Instance = await store.ChangeAsync(keeper.StrategyId, change =>
        {
            change.Row.Enter(InstanceState.Running, now, null);
            change.Row.ReadyAt = now;
            DownAlert.RunsAgain(change, options.Value.StableAfter, installation.Value.Simulated, now);
            change.Tell(Started(change.Row, now, adopted: false, installation.Value.Simulated));
            change.ChangeRoutes();
        }, ct);
        keeper.WatchedSince = now;
        SupervisorMetrics.Started.Add(1);
        Log.InstanceReady(
            logger, keeper.StrategyId, keeper.Instance.Generation,
            (now - keeper.Instance.StartedAt!.Value).TotalSeconds);
    }

    // Of one that was adopted while it started, the stored time tells.
    private TimeSpan Age(Keeper keeper)
    {
        var stored = clock.GetUtcNow() - (keeper.Instance.StartedAt ?? keeper.Instance.StateSince);
        keeper.SpawnedAt ??= clock.Steady() - (stored > TimeSpan.Zero ? stored : TimeSpan.Zero);
        return clock.Steady() - keeper.SpawnedAt.Value;
    }

    // The process lives, and it will never be ready (facts 5.3).
    private Failure? Hopeless(Keeper keeper, ReadinessVerdict verdict)
    {
        var taken = new Failure(
            FailureCause.PortTaken, $"another program answers on port {keeper.Instance.Port}");
        if (verdict.IsStranger) return taken;
        if (keeper.ReadyLooks % LooksPerLog != 0) return null;

        var folder = folders.Of(keeper.StrategyId);
        var log = LogTail.Read(folder, folder.Output);
        return ExitClassifier.SaysPortTaken(log) ? taken : ExitClassifier.EndedWithin(log);
    }

    public static InstanceStarted Started(Instance row, DateTimeOffset now, bool adopted, bool simulated) => new()
    {
        StrategyId = row.StrategyId,
        Generation = row.Generation,
        Version = row.Version,
        Port = row.Port!.Value,
        Pid = row.Pid!.Value,
        At = now,
        Adopted = adopted,
        Simulated = simulated,
    };
}
