using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Ports;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Starting;
using BtcWatcher.Services.Supervisor.Storage;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>The one way in which a process begins, whoever asked for it.</summary>
internal sealed class InstanceStart(
    InstanceStore store, DefinitionStore definitions, ConfigWriter configs, PortPool ports, InstanceFolders folders,
    InstanceProcesses processes, Isolation isolation, MemoryCgroups cgroups,
    Programs programs, StartGate gate, InstanceEnd end, InstallationKeys keys,
    IOptions<InstancesOptions> options, TimeProvider clock, ILogger<InstanceStart> logger)
{
    public async Task<TimeSpan?> StartAsync(Keeper keeper, CancellationToken ct)
    {
        if (keeper.Desired is not { } desired) return null;
        if (gate.Waits(keeper.StrategyId) && gate.AskAgain(keeper).Wait is { } notYet) return notYet;

        var (definition, unavailable) = await definitions.GetAsync(keeper.StrategyId, desired.Version, ct);
        if (definition is null) return await RefuseAsync(keeper, desired, unavailable!, ct);
        if (programs.Missing(ProgramOf(keeper.Instance)) is { } missing)
        {
            return await RefuseAsync(keeper, desired, new(FailureCause.FreqtradeMissing, missing), ct);
        }

        var answer = gate.Ask(keeper, RequestLoad.Of(definition));
        if (answer.Wait is { } wait) return wait;
        if (answer.Refusal is { } refusal) return await RefuseAsync(keeper, desired, refusal, ct);

        if (!await EnterStartingAsync(keeper, desired, definition, ct))
        {
            return await RefuseAsync(keeper, desired, new(
                FailureCause.Capacity, $"none of the ports {ports.First} to {ports.Canary - 1} is free"), ct);
        }

        return await SpawnAsync(keeper, definition, ct);
    }

    // The version that it ran with last, until an upgrade switches it; a new one follows the others.
    private string? ProgramOf(Instance instance) => programs.Actual(instance.ProgramVersion) ?? programs.CurrentName;

    // One transaction: the lease, the generation and the state stand or fall together.
    private async Task<bool> EnterStartingAsync(
        Keeper keeper, DesiredInstance desired, StrategyDefinition definition, CancellationToken ct)
    {
        if (ports.Lease(keeper.StrategyId) is not { } port) return false;
        try
        {
            keeper.Instance = await store.ChangeAsync(keeper.StrategyId, change =>
            {
                var row = change.Row;
                row.Generation++;
                row.Port = port;
                row.Follows(desired);
                row.ProgramVersion = ProgramOf(row);
                (row.ExitCode, row.NextAttemptAt, row.StartedAt) = (null, null, clock.GetUtcNow());
                row.MemoryLimitMb = ProcessLimits.MemoryOf(definition.Limits, options.Value);
                if (configs.FindCredentials(row) is null) row.SealedCredentials = keys.Seal(JsonSerializer.Serialize(Credentials.Create()));
                row.Enter(InstanceState.Starting, clock.GetUtcNow(), null);
            }, ct);
        }
        catch
        {
            ports.GiveBack(port);
            throw;
        }

        keeper.ForgetProcess();
        return true;
    }

    private async Task<TimeSpan?> SpawnAsync(Keeper keeper, StrategyDefinition definition, CancellationToken ct)
    {
        try
        {
            var config = configs.Build(keeper.Instance, definition);
            var violations = ConfigValidator.Validate(config, ConfigWriter.StrategyHas(definition));
            if (violations.Count > 0)
            {
                return await end.FailAsync(
                    keeper, new(FailureCause.ConfigInvalid, string.Join("; ", violations)), null, ct);
            }

            var process = await BeginAsync(keeper, definition, config, ct);
            var startedAt = clock.GetUtcNow();
            keeper.SpawnedAt = clock.Steady();
            keeper.Instance = await store.ChangeAsync(keeper.StrategyId, change =>
                change.Row.HasProcess(process, startedAt), ct);
            Log.InstanceSpawned(
                logger, keeper.StrategyId, keeper.Instance.Generation, process.Pid, keeper.Instance.Port ?? 0);
            return options.Value.ReadyPoll;
        }
        catch (Exception fault) when (
            fault is IOException or UnauthorizedAccessException or InvalidDataException or InstanceStartException)
        {
            return await end.FailAsync(keeper, Failure.OfStart(fault), null, ct);
        }
    }

    private async Task<ProcessIdentity> BeginAsync(
        Keeper keeper, StrategyDefinition definition, JsonObject config, CancellationToken ct)
    {
        var user = await isolation.UserOfAsync(keeper.StrategyId, ct);
        FolderWriter.Write(folders.Of(keeper.StrategyId), definition, config, user);
        keeper.OutOfMemoryKills = ProcFs.OutOfMemoryKills();
        var limits = ProcessLimits.Of(definition.Limits, options.Value, user,
            cgroups.Create(keeper.StrategyId, keeper.Instance.MemoryLimitMb));
        return await processes.StartAsync(
            keeper.Mark, definition.Profile, programs.Words(keeper.Instance.ProgramVersion), limits, ct);
    }

    private async Task<TimeSpan?> RefuseAsync(
        Keeper keeper, DesiredInstance desired, Failure failure, CancellationToken ct)
    {
        gate.Leave(keeper.StrategyId);
        return await end.FailAsync(keeper, failure, null, ct, row => row.Follows(desired));
    }
}
