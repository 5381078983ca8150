using BtcWatcher.Services.Supervisor.Folders;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>
/// Installs a release from the Python package index into an environment of its own. What fails leaves its log and
/// nothing else.
/// </summary>
internal sealed class VersionInstall(
    VersionStore store, VersionFolders folders, ProgramQuestions questions, InstallSteps steps,
    IOptions<VersionOptions> options, TimeProvider clock)
{
    // Without them a SOCKS proxy ends an instance (facts 2.5).
    private static readonly string[] Always = ["aiohttp_socks", "pysocks"];

    /// <exception cref="InstallException">It is not installed; the message says why.</exception>
    public async Task RunAsync(string version, IReadOnlyList<string> packages, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.InstallTimeout);
        try
        {
            await InstallAsync(version, packages, limit.Token);
        }
        catch (Exception fault)
        {
            if (Directory.Exists(folders.Of(version))) Directory.Delete(folders.Of(version), recursive: true);
            if (fault is not OperationCanceledException || ct.IsCancellationRequested) throw;
            throw new InstallException(
                $"it was not installed within {options.Value.InstallTimeout.TotalMinutes:0} minutes");
        }
    }

    private async Task InstallAsync(string version, IReadOnlyList<string> packages, CancellationToken ct)
    {
        var log = folders.Log(version);
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        await File.WriteAllTextAsync(log, $"Installing FreqTrade {version}\n", ct);
        store.Begin(version);
        var constraints = await steps.FetchConstraintsAsync(version, folders.Of(version), log, ct);
        var environment = folders.Environment(version);
        await steps.RunAsync([options.Value.Python, "-m", "venv", environment], log, ct);
        var python = Path.Combine(environment, "bin", "python");
        IEnumerable<string> bound = constraints is null ? [] : ["--constraint", constraints];
        await steps.RunAsync(
        [
            python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--retries", "2",
            "--timeout", "20", .. bound, "--", $"freqtrade=={version}", .. Always.Union(packages),
        ], log, ct);
        string[] command = [Path.Combine(environment, "bin", "freqtrade")];
        var (told, problem) = await questions.VersionAsync(command, ct);
        if (told != version) throw new InstallException(problem ?? $"what was installed says that it is {told}");

        store.Put(new()
        {
            Version = version,
            Source = VersionSource.Installed,
            Command = command,
            Packages = [.. Always.Union(packages)],
            InstalledAt = clock.GetUtcNow(),
        });
    }

    public IReadOnlyList<string> LogOf(string version, int lines) =>
        [.. LogTail.Read(folders.Log(version)).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines)];
}

internal sealed class InstallException(string message, Exception? inner = null) : Exception(message, inner);
