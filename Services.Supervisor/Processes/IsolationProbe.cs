using System.ComponentModel;
using System.Diagnostics;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>Tries whether another user can run FreqTrade in a folder of its own below the data folder.</summary>
internal sealed class IsolationProbe(
    FreqTradeCommand command, InstanceFolders folders, IOptions<InstancesOptions> options,
    IOptions<InstallationOptions> installation)
{
    private const int FolderUnusable = 120;
    private const int Unending = -1;
    private const int Probing = -1;

    // What the kernel asks for to change users and own, signal, drop, and read the marks of other users' processes.
    private static readonly (string Name, int Bit)[] Capabilities =
    [
        ("CAP_CHOWN", 0), ("CAP_DAC_OVERRIDE", 1), ("CAP_FOWNER", 3), ("CAP_KILL", 5), ("CAP_SETGID", 6),
        ("CAP_SETUID", 7), ("CAP_SETPCAP", 8), ("CAP_SYS_PTRACE", 19),
    ];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <returns>Why it is not possible; null when it is.</returns>
    public async Task<string?> FindObstacleAsync(CancellationToken ct)
    {
        var held = ProcFs.Capabilities();
        var missing = Capabilities.Where(one => (held & (1UL << one.Bit)) == 0).Select(one => one.Name).ToArray();
        if (missing.Length > 0) return $"the supervisor is not root and lacks {string.Join(", ", missing)}";

        folders.LetOthersThrough();
        // Not the folder of scans: what foreign code left there must not decide this.
        var folder = folders.Of(Probing);
        FolderOwnership.Give(folder, options.Value.UserIdBase);
        try
        {
            return await TryAsync(folder, ct);
        }
        finally
        {
            Directory.Delete(folder.Path, recursive: true);
        }
    }

    private async Task<string?> TryAsync(InstanceFolder folder, CancellationToken ct)
    {
        string[] version = command.Missing() is null ? [.. command.Words, "--version"] : ["true"];
        var (code, told) = await RunAsync(folder, options.Value.UserIdBase, version, ct);
        if (code == 0) return null;
        if (code == FolderUnusable) return $"another user does not get to {folder.Root}";

        // A program that does not know the question answers the supervisor the same.
        var (own, _) = await RunAsync(folder, null, version, ct);
        return own == code ? null
            : $"another user cannot run '{command.Words[0]}' (exit code {code}): {told}";
    }

    private async Task<(int Code, string Told)> RunAsync(
        InstanceFolder folder, int? user, string[] program, CancellationToken ct)
    {
        var script = $"cd \"$0\" 2>/dev/null && : >tried && rm tried || exit {FolderUnusable}; exec \"$@\"";
        string[] words = [.. OtherUser.Words(user), "/bin/sh", "-c", script, folder.Path, .. program];
        var start = new ProcessStartInfo(words[0]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var word in words.Skip(1)) start.ArgumentList.Add(word);
        InstanceEnvironment.FillFor(start.Environment, folder.Path, installation.Value.Simulated);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            using var process = Process.Start(start)!;
            using var ended = limit.Token.Register(() => process.Kill(entireProcessTree: true));
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = await process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            _ = await output;
            return (limit.IsCancellationRequested ? Unending : process.ExitCode, errors.Trim());
        }
        catch (Win32Exception fault)
        {
            return (FolderUnusable + 1, $"setpriv cannot be started (Debian package util-linux): {fault.Message}");
        }
    }
}
