using System.Security.Cryptography;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Probing;
using BtcWatcher.Services.Supervisor.Starting;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>
/// Instances whose configuration would be written differently now (adopted ones: another address of the webhook intake,
/// a newer supervisor; any: another outbound proxy) get the new one and read it, or they would call into the void. One
/// that a person has paused or stopped keeps the old one until it trades again: a reload would let it trade (facts
/// 3.5).
/// </summary>
internal sealed class ConfigRefresh(
    FleetState state, DefinitionStore definitions, ConfigWriter configs, InstanceFolders folders, InstanceApi api,
    AddressLoads loads,
    IOptions<InstancesOptions> options, TimeProvider clock, ILogger<ConfigRefresh> logger) : BackgroundService
{
    // Each reload asks the exchange as much as a start does.
    private const int AtOnce = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private int _asked;

    /// <summary>What the configurations are made of has changed.</summary>
    public void Ask() => Interlocked.Increment(ref _asked);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.Loaded.WaitAsync(stoppingToken);
        var adopted = Present().ToList();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken };
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            if (Interlocked.Exchange(ref _asked, 0) > 0)
            {
                adopted.RemoveAll(one => one.IsThere);
                adopted.AddRange(Present());
            }

            await Parallel.ForEachAsync(adopted, parallel, async (one, ct) => await TryRefreshAsync(one, ct));
            adopted.RemoveAll(one => one.IsDone || !one.IsThere);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private IEnumerable<Adopted> Present() => state.Keepers.Where(keeper => keeper.Instance.State.HasProcess())
        .Select(keeper => new Adopted(keeper, keeper.Instance.Generation));

    private async Task TryRefreshAsync(Adopted adopted, CancellationToken ct)
    {
        try
        {
            await RefreshAsync(adopted, ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested
            && (fault is IOException or UnauthorizedAccessException or CryptographicException
                || TransientFaults.Is(fault)))
        {
            Log.ConfigNotReloaded(logger, adopted.Keeper.StrategyId, fault.Message);
        }
    }

    private async Task RefreshAsync(Adopted adopted, CancellationToken ct)
    {
        var instance = adopted.Keeper.Instance;
        if (instance is not { State: InstanceState.Running, Port: { } port } || !adopted.IsThere) return;
        if (await definitions.FindStoredAsync(instance.StrategyId, instance.Version, ct) is not { } definition)
        {
            adopted.IsDone = true;
            return;
        }

        loads.Note(instance.StrategyId, RequestLoad.Of(definition));
        var folder = folders.Of(instance.StrategyId);
        var config = configs.Build(instance, definition);
        adopted.IsWritten |= FolderWriter.IsOther(folder, config);
        if (adopted.IsWritten)
        {
            FolderWriter.WriteConfig(folder, config);
            if (!await api.ReloadAsync(port, configs.CredentialsOf(instance), options.Value.ProbeTimeout, ct)) return;
            Log.ConfigReloaded(logger, instance.StrategyId, instance.Generation);
        }

        adopted.IsDone = true;
    }

    private sealed class Adopted(Keeper keeper, long generation)
    {
        public Keeper Keeper => keeper;

        // A later generation has begun with its own configuration.
        public bool IsThere => keeper.Instance.Generation == generation && keeper.Instance.State.HasProcess();

        // The file is the new one, and FreqTrade may not have read it.
        public bool IsWritten { get; set; }

        public bool IsDone { get; set; }
    }
}
