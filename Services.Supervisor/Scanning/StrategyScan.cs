using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Processes;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Scanning;

/// <summary>
/// Finds the strategy classes of code that somebody wants to run, one scan at a time, in the folder and as the user
/// that no strategy has: number 0.
/// </summary>
internal sealed class StrategyScan(
    Sandbox sandbox, NetworkCut network, Isolation isolation, InstanceFolders folders, FreqTradeCommand command,
    IOptions<ScanOptions> options, IOptions<InstallationOptions> installation, ILogger<StrategyScan> logger)
    : BackgroundService
{
    private readonly SemaphoreSlim _one = new(1);

    /// <returns>Null when the scans before it take too long.</returns>
    /// <exception cref="InvalidDataException">A file would lie outside the folder.</exception>
    public async Task<ScanResult?> RunAsync(IReadOnlyDictionary<string, string> files, CancellationToken ct)
    {
        if (!await _one.WaitAsync(options.Value.QueueLimit, ct)) return null;
        try
        {
            return await ScanAsync(files, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _one.Dispose();
    }

    // What a supervisor that was killed in the middle of a scan has left.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _one.WaitAsync(stoppingToken);
        try
        {
            await RemoveAsync(folders.Of(0), await isolation.UserOfAsync(0, stoppingToken));
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<ScanResult> ScanAsync(IReadOnlyDictionary<string, string> files, CancellationToken ct)
    {
        var folder = folders.Of(0);
        var user = await isolation.UserOfAsync(0, ct);
        if (!await RemoveAsync(folder, user)) return Unavailable("the folder of the scan before cannot be removed");
        try
        {
            FolderWriter.WriteCode(folder, files, user);
            return await LookAsync(folder, files, user, ct);
        }
        finally
        {
            await RemoveAsync(folder, user);
        }
    }

    private async Task<bool> RemoveAsync(InstanceFolder folder, int? user)
    {
        if (!Directory.Exists(folder.Path)) return true;
        try
        {
            await Sandbox.TidyAsync(user, folder.Path);
            FolderRemoval.Remove(folder);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.ScanFolderLeft(logger, folder.Path, fault.Message);
            return false;
        }
    }

    private static ScanResult Unavailable(string why) => new()
    {
        Classes = [], Checks = [], Findings = [new() { Kind = ScanFault.Unavailable, Message = why }],
    };

    private async Task<ScanResult> LookAsync(
        InstanceFolder folder, IReadOnlyDictionary<string, string> files, int? user, CancellationToken ct)
    {
        var simulated = installation.Value.Simulated;
        var (checks, findings) = (new List<string>(), new List<ScanFinding>());
        if (simulated)
        {
            // The real FreqTrade finds these by itself, with the Python that it runs on.
            var (python, syntax) = SyntaxCheck.Read(await sandbox.RunAsync(folder, user, SyntaxCheck.Program, ct));
            findings.AddRange(syntax);
            checks.Add(python is null ? "no Python here: the files were not parsed"
                : $"parsed by Python {python}, not run");
        }

        var run = command.Missing() is { } missing ? new(SandboxEnd.NotStarted, -1, "", missing)
            : await sandbox.RunAsync(folder, user, Question(folder), ct);
        checks.Add(simulated
            ? "classes and imports read from the text by the Simulator, which runs no Python"
            : "imported, and so run once, by FreqTrade's list-strategies");
        findings.AddRange(ScanOutput.Findings(run, folder.Strategies)
            .Where(found => !findings.Any(known => known.File == found.File && found.Kind == ScanFault.Syntax)));
        return new()
        {
            Classes = ScanOutput.Classes(run.Output, files), Findings = findings, Checks = checks,
            Simulated = simulated, Isolated = user is not null,
            NoNetwork = (await network.WordsAsync(ct)).Count > 0,
        };
    }

    private IReadOnlyList<string> Question(InstanceFolder folder) =>
    [
        .. command.Words, "list-strategies", "-1", "--userdir", folder.UserData, "--strategy-path", folder.Strategies,
    ];
}
