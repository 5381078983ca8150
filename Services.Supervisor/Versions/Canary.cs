using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Ports;
using BtcWatcher.Services.Supervisor.Probing;
using BtcWatcher.Services.Supervisor.Processes;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>
/// Tries a program with an existing strategy: its files, its configuration and a copy of its database, on the spare
/// port, loaded but not trading, and without webhooks. It is no instance: nobody routes to it, counts or reports it.
/// </summary>
internal sealed class Canary(
    InstanceProcesses processes, InstanceFolders folders, PortPool ports, InstanceApi api, Isolation isolation,
    IOptions<InstancesOptions> options, TimeProvider clock)
{
    public const string BotName = "canary";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <returns>The version that it answered, or why it did not become ready.</returns>
    public async Task<(string? Version, string? Problem)> TryAsync(
        StrategyDefinition definition, IReadOnlyList<string> words, CancellationToken ct)
    {
        if (!LoopbackPort.IsFree(ports.Canary))
        {
            return (null, $"another program listens on the spare port {ports.Canary}");
        }

        var folder = folders.Of(InstanceMark.CanaryId);
        var mark = InstanceMark.Canary(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var secrets = Credentials.Create();
        ProcessIdentity? process = null;
        try
        {
            FolderRemoval.Remove(folder);
            Directory.CreateDirectory(folder.Path);
            await DatabaseCopy.SnapshotAsync(folders.Of(definition.Profile.StrategyId), folder, clock, ct);
            // It gives the folder with the copy to the canary's own user.
            var user = await isolation.UserOfAsync(InstanceMark.CanaryId, ct);
            FolderWriter.Write(folder, definition, Config(definition, folder, secrets), user);
            var limits = ProcessLimits.Of(definition.Limits, options.Value, user, cgroup: null);
            process = await processes.StartAsync(mark, definition.Profile, words, limits, ct);
            return await AwaitAsync(mark, process, folder, secrets, ct);
        }
        catch (Exception fault) when (
            fault is IOException or UnauthorizedAccessException or InvalidDataException or InstanceStartException)
        {
            return (null, fault.Message);
        }
        finally
        {
            if (process is not null) await EndAsync(process);
            processes.Forget(mark);
            FolderRemoval.Remove(folder);
        }
    }

    private JsonObject Config(StrategyDefinition definition, InstanceFolder folder, Credentials secrets)
    {
        var config = InstanceConfig.Build(definition, folder, ports.Canary, secrets, "http://127.0.0.1:1/canary");
        config["bot_name"] = BotName;
        config["initial_state"] = "stopped";
        config["webhook"] = new JsonObject { ["enabled"] = false };
        return config;
    }

    private async Task<(string? Version, string? Problem)> AwaitAsync(
        InstanceMark mark, ProcessIdentity process, InstanceFolder folder, Credentials secrets, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        var timeout = options.Value.ProbeTimeout;
        while (true)
        {
            if (!ProcFs.IsAlive(process)) return (null, await WhyAsync(mark, folder, secrets, ct));
            var seen = await api.ObserveStartAsync(ports.Canary, secrets, timeout, ct);
            if (seen is { BotName: BotName, TraderState: "stopped" }
                && await api.VersionAsync(ports.Canary, secrets, timeout, ct) is { } version)
            {
                return (version, null);
            }

            if (clock.GetElapsedTime(began) > options.Value.ReadyTimeout)
            {
                return (null, $"not ready within {options.Value.ReadyTimeout.TotalSeconds:0} s");
            }

            await Task.Delay(Look, clock, ct);
        }
    }

    private async Task<string> WhyAsync(
        InstanceMark mark, InstanceFolder folder, Credentials secrets, CancellationToken ct)
    {
        // The script writes the exit code a moment after the end; seconds on a busy machine.
        for (var i = 0; i < 100 && processes.ReadExit(mark) is null; i++) await Task.Delay(Look, clock, ct);
        var failure = ExitClassifier.Classify(processes.ReadExit(mark), LogTail.Read(folder, folder.Output), false);
        return new SecretMask(secrets.Secrets).Apply(failure.Reason);
    }

    private async Task EndAsync(ProcessIdentity process)
    {
        var began = clock.GetTimestamp();
        var plan = StopPlan.Of(options.Value);
        StopSignal? sent = null;
        while (ProcFs.IsAlive(process))
        {
            var due = plan.DueAfter(clock.GetElapsedTime(began));
            if (due == StopSignal.Kill) Signals.KillGroup(process);
            else if (sent != due) Signals.Terminate(process);
            sent = due;
            await Task.Delay(Look, clock, CancellationToken.None);
        }
    }
}
