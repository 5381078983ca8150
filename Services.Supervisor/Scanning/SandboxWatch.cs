using System.Diagnostics;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Processes;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Scanning;

/// <summary>Looks at a program in the sandbox, four times a second, for what no limit of the kernel bounds.</summary>
internal sealed class SandboxWatch(IOptions<ScanOptions> options, IOptions<InstallationOptions> installation)
{
    /// <summary>Variable in the environment of every process of a scan.</summary>
    public const string Mark = "BTCWATCHER_SCAN";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <returns>How it ended, or why it must be ended now.</returns>
    public async Task<SandboxEnd> RunAsync(Process process, string mark, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var disk = new DriveInfo(installation.Value.Data);
        // A disk that is full already is not the code's doing.
        var reserve = Math.Min(disk.AvailableFreeSpace / 2, options.Value.ReserveBytes);
        var written = new Dictionary<ProcessIdentity, long>();
        var exited = process.WaitForExitAsync(ct);
        while (await Task.WhenAny(exited, Task.Delay(Look, ct)) != exited)
        {
            ct.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(began) > options.Value.TimeLimit) return SandboxEnd.TimedOut;
            var processes = Marked(mark).ToList();
            var used = processes.Sum(one => ProcFs.Usage(one.Pid)?.MemoryBytes ?? 0);
            if (used > options.Value.MemoryBytes) return SandboxEnd.TooMuchMemory;
            foreach (var one in processes) written[one] = ProcFs.Written(one.Pid) ?? written.GetValueOrDefault(one);
            if (written.Values.Sum() > options.Value.DiskBytes || disk.AvailableFreeSpace < reserve)
            {
                return SandboxEnd.TooMuchDisk;
            }
        }

        await exited;
        return SandboxEnd.Exited;
    }

    public static IEnumerable<ProcessIdentity> Marked(string mark) =>
        from pid in ProcFs.Pids()
        where ProcFs.Variable(pid, Mark) == mark
        let process = ProcFs.Find(pid)
        where process is not null
        select process;
}
