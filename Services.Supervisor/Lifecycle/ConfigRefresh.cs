using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Probing;
using BtcWatcher.Services.Supervisor.Starting;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>
/// Once after a start: adopted instances whose configuration would be written differently now (another address of the
/// webhook intake, a newer supervisor) get the new one and read it, or they would call into the void.
/// </summary>
internal sealed class ConfigRefresh(
    FleetState state, DefinitionStore definitions, ConfigWriter configs, InstanceFolders folders, InstanceApi api,
    AddressLoads loads,
    IOptions<InstancesOptions> options, ILogger<ConfigRefresh> logger) : BackgroundService
{
    // Each reload asks the exchange as much as a start does.
    private const int AtOnce = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.Loaded.WaitAsync(stoppingToken);
        var adopted = state.Keepers.Where(keeper => keeper.Instance.State.IsReachable()).ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken };
        await Parallel.ForEachAsync(adopted, parallel, async (keeper, ct) =>
        {
            try
            {
                await RefreshAsync(keeper.Instance, ct);
            }
            catch (Exception fault) when (!ct.IsCancellationRequested
                && (fault is IOException or UnauthorizedAccessException || TransientFaults.Is(fault)))
            {
                Log.ConfigNotReloaded(logger, keeper.StrategyId, fault.Message);
            }
        });
    }

    private async Task RefreshAsync(Instance instance, CancellationToken ct)
    {
        if (instance.Port is not { } port) return;
        if (await definitions.FindStoredAsync(instance.StrategyId, instance.Version, ct) is not { } definition) return;

        loads.Note(instance.StrategyId, RequestLoad.Of(definition));
        var folder = folders.Of(instance.StrategyId);
        var config = configs.Build(instance, definition);
        if (!FolderWriter.IsOther(folder, config)) return;

        FolderWriter.WriteConfig(folder, config);
        await api.ReloadAsync(port, configs.CredentialsOf(instance), options.Value.ProbeTimeout, ct);
        Log.ConfigReloaded(logger, instance.StrategyId, instance.Generation);
    }
}
