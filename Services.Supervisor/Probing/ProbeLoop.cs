using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Starting;
using MassTransit;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Probing;

/// <summary>Asks every running instance how it is, and publishes what the round saw.</summary>
internal sealed class ProbeLoop(
    FleetState state, StartGate gate, InstanceApi api, DataWatch data, DataAlert alert, ConfigWriter configs, IBus bus,
    IOptions<InstancesOptions> options,
    IOptions<InstallationOptions> installation, TimeProvider clock, ILogger<ProbeLoop> logger) : BackgroundService
{
    private const int AtOnce = 32;

    // Of more, those first that were not looked at for longest: 999 are seen every 25 seconds, and every minute while
    // others wait to start, who need the processor more. Ends are seen otherwise.
    private const int MostInRound = 200;
    private const int MostWhileStarting = 80;
    private static readonly TimeSpan PublishLimit = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.Loaded.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.ProbeInterval, clock);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken };
        do
        {
            await Parallel.ForEachAsync(Due(), parallel, async (keeper, ct) => await GuardAsync(keeper, ct));
            await PublishAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private IReadOnlyList<Keeper> Due()
    {
        // Read once: it changes while they are sorted.
        var running = state.Keepers.Where(keeper => keeper.Instance.State.IsReachable())
            .Select(keeper => (Keeper: keeper, keeper.Probe?.At)).OrderBy(one => one.At);
        return [.. running.Take(gate.Counts.Waiting > 0 ? MostWhileStarting : MostInRound).Select(one => one.Keeper)];
    }

    // What one instance answers must not end the watch over all others.
    private async Task GuardAsync(Keeper keeper, CancellationToken ct)
    {
        try
        {
            await ProbeAsync(keeper, ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Log.ProbeFailed(logger, fault, keeper.StrategyId);
        }
    }

    private async Task ProbeAsync(Keeper keeper, CancellationToken ct)
    {
        var (instance, before) = (keeper.Instance, keeper.Probe);
        if (instance is not { Port: { } port, Pid: { } pid }) return;

        var rules = new ProbeRules(
            InstanceConfig.BotName(keeper.StrategyId), options.Value.UnresponsiveAfter, options.Value.FrozenAfter);
        var seen = await api.ObserveAsync(port, configs.CredentialsOf(instance), options.Value.ProbeTimeout, ct);
        var judged = rules.Judge(seen, before, instance.Generation, keeper.WatchedSince, clock.GetUtcNow());
        var probe = MemoryRule.Judge(
            WithUsage(judged, before, pid), before, instance.MemoryLimitMb, () => ProcFs.ProportionalMemory(pid));
        keeper.Probe = probe;
        await data.LookAsync(keeper, ct);
        if (alert.HasChanged(keeper) || probe.Fault is not null
            || (probe.Means is { } means && means != instance.State))
        {
            keeper.Wake();
        }
    }

    private static InstanceProbe WithUsage(InstanceProbe probe, InstanceProbe? before, int pid)
    {
        if (ProcFs.Usage(pid) is not { } usage) return probe;
        var elapsed = before is null ? TimeSpan.Zero : probe.At - before.At;
        return probe with
        {
            MemoryBytes = usage.MemoryBytes,
            Cpu = usage.Cpu,
            CpuPercent = elapsed > TimeSpan.Zero
                ? Math.Max(0, Math.Round((usage.Cpu - before!.Cpu) / elapsed * 100, 2)) : null,
        };
    }

    // The latest wins, so it is not worth a place in the outbox: without a broker a round is simply not told.
    private async Task PublishAsync(CancellationToken stoppingToken)
    {
        var now = clock.GetUtcNow();
        var views = state.Keepers.Select(keeper => keeper.View(installation.Value.Simulated, now))
            .OrderBy(view => view.StrategyId).ToArray();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(PublishLimit);
        try
        {
            await bus.Publish(new InstancesProbed { At = now, Instances = views }, limit.Token);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            Log.ProbesNotPublished(logger, fault.Message);
        }
    }
}
