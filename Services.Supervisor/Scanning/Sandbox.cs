using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Processes;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Scanning;

/// <summary>
/// Runs one program over foreign code: as a user of its own, without network where the kernel allows, with bounded
/// time, memory, processes and files; whatever it leaves running is killed.
/// </summary>
internal sealed class Sandbox(
    NetworkCut network, SandboxWatch watch, IOptions<ScanOptions> options, IOptions<InstallationOptions> installation)
{
    private const int MostText = 256 << 10;

    // Only ever as a user of its own. One system call reaches all of them, whatever session they fled to; the caller
    // itself is spared.
    private const string KillAll = "kill -9 -1";

    // Where everybody may write; with the rights of that user, who can remove only what is its own.
    private const string RemoveStrays = "find /tmp /var/tmp /dev/shm -xdev -user \"$(id -u)\" -delete";

    // As rm and find do it, paths of any depth are within reach.
    private const string RemoveFolder = "chmod -R u+rwX -- \"$0\"; rm -rf -- \"$0\"";
    private const long FileBytes = 16 << 20;
    private static readonly TimeSpan Reap = TimeSpan.FromSeconds(10);

    public async Task<SandboxRun> RunAsync(
        InstanceFolder folder, int? user, IReadOnlyList<string> program, CancellationToken ct)
    {
        var mark = Guid.NewGuid().ToString("N");
        string[] words = [.. await WordsAsync(user, ct), .. program];
        var start = new ProcessStartInfo(words[0])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        foreach (var word in words.Skip(1)) start.ArgumentList.Add(word);
        Fill(start.Environment, folder, mark);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, errors) = (ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
            SandboxEnd end;
            try
            {
                end = await watch.RunAsync(process, mark, ct);
            }
            finally
            {
                await EndAsync(process, mark, user);
            }

            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Reap, CancellationToken.None);
            return new(end, process.ExitCode, await output.WaitAsync(Reap, ct), await errors.WaitAsync(Reap, ct));
        }
        catch (Win32Exception fault)
        {
            return new(SandboxEnd.NotStarted, -1, "", fault.Message);
        }
    }

    /// <summary>
    /// Ends whatever a scan, also one of an earlier supervisor, left of this user, and empties its folder.
    /// </summary>
    public static Task TidyAsync(int? user, string folder) => user is null
        ? ShellAsync(null, RemoveFolder, folder)
        : ShellAsync(user, $"{KillAll}; {RemoveFolder}; {RemoveStrays}", folder);

    private static async Task ShellAsync(int? user, string script, string argument)
    {
        string[] words = [.. OtherUser.Words(user), "/bin/sh", "-c", script, argument];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        using var shell = Process.Start(start)!;
        await shell.WaitForExitAsync();
    }

    private async Task<IEnumerable<string>> WordsAsync(int? user, CancellationToken ct)
    {
        var seconds = (long)Math.Ceiling(options.Value.TimeLimit.TotalSeconds);
        List<string> words =
        [
            // Its own session, and an end even where the supervisor is killed meanwhile.
            "setsid", "timeout", "--signal=KILL", Text(seconds + 10), .. await network.WordsAsync(ct), "prlimit",
            "--core=0", $"--cpu={Text(seconds)}", $"--fsize={Text(FileBytes)}", "--nofile=512",
        ];
        // Counted over all processes of a user: only where it is the scan's own.
        if (user is not null) words.Add("--nproc=256");
        // .NET reserves far more addresses than it uses; and the Simulator runs no foreign code.
        if (!installation.Value.Simulated) words.Add($"--as={Text(4L * options.Value.MemoryMb << 20)}");
        return [.. words, "--", .. OtherUser.Words(user)];
    }

    private void Fill(IDictionary<string, string?> environment, InstanceFolder folder, string mark)
    {
        InstanceEnvironment.FillFor(environment, folder.Path, installation.Value.Simulated);
        environment["TMPDIR"] = folder.Temporary;
        environment[InstanceMark.DataVariable] = installation.Value.Data;
        environment[SandboxWatch.Mark] = mark;
        // Each thread of a mathematics library reserves memory.
        environment["OPENBLAS_NUM_THREADS"] = environment["OMP_NUM_THREADS"] = "1";
        environment["PYTHONDONTWRITEBYTECODE"] = "1";
    }

    private static async Task EndAsync(Process process, string mark, int? user)
    {
        if (!process.HasExited && ProcFs.Find(process.Id) is { } leader) Signals.KillGroup(leader);
        if (user is not null) await ShellAsync(user, KillAll, "");
        foreach (var left in SandboxWatch.Marked(mark)) Signals.Kill(left);
    }

    // To its end, so that the program never waits; only the beginning is kept.
    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var kept = new StringBuilder();
        var chunk = new char[4096];
        while (await reader.ReadAsync(chunk) is > 0 and var read)
        {
            kept.Append(chunk, 0, Math.Min(read, MostText - kept.Length));
        }

        return kept.ToString();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
