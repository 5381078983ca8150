using System.Globalization;
using System.Text;
using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>What Linux tells of its processes.</summary>
internal static class ProcFs
{
    private const int PageSize = 4096;

    // Fixed by the kernel's user interface, whatever its own tick is.
    private const double TicksPerSecond = 100;

    public static string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>True while exactly this process runs; one that has ended and waits to be reaped does not.</summary>
    public static bool IsAlive(ProcessIdentity process) =>
        process.BootId == BootId && Stat(process.Pid) is { } stat && stat.StartTicks == process.StartTicks
            && !stat.HasEnded;

    /// <summary>True when it has gone, and no other process has its number.</summary>
    public static bool IsFree(ProcessIdentity gone) =>
        Stat(gone.Pid) is not { } stat || (stat.StartTicks == gone.StartTicks && stat.HasEnded);

    public static ProcessIdentity? Find(int pid) =>
        Stat(pid) is { HasEnded: false } stat ? new(pid, stat.StartTicks, BootId) : null;

    /// <summary>Who has started it, or inherited it; null when it has been reaped.</summary>
    public static ProcessIdentity? Parent(ProcessIdentity process) =>
        process.BootId == BootId && Stat(process.Pid) is { } stat && stat.StartTicks == process.StartTicks
            ? Find(stat.Parent) : null;

    /// <summary>Resident memory and processor time; null when it has gone.</summary>
    public static (long MemoryBytes, TimeSpan Cpu)? Usage(int pid)
    {
        if (Stat(pid) is not { } stat || Read($"/proc/{pid}/statm") is not { } statm) return null;
        var resident = long.Parse(statm.Split(' ')[1], CultureInfo.InvariantCulture);
        return (resident * PageSize, TimeSpan.FromSeconds(stat.CpuTicks / TicksPerSecond));
    }

    /// <summary>Memory that is a process's alone, and its threads; null when it has gone.</summary>
    public static (long MemoryBytes, int Threads)? OwnUsage(int pid)
    {
        if (Read($"/proc/{pid}/statm")?.Split(' ') is not { Length: > 2 } pages) return null;
        return Line($"/proc/{pid}/status", "Threads:") is { } threads
            ? ((Number(pages[1]) - Number(pages[2])) * PageSize, (int)Number(threads)) : null;
    }

    /// <summary>
    /// Memory in which what is shared with other processes counts in parts; dearer to ask for than the resident one.
    /// Null when it has gone or the kernel does not tell.
    /// </summary>
    public static long? ProportionalMemory(int pid) =>
        Line($"/proc/{pid}/smaps_rollup", "Pss:") is { } size ? Number(size[..^"kB".Length].Trim()) * 1024 : null;

    /// <summary>
    /// Bytes it has written, to files, pipes or memory mapped to files, with the children that it has waited for; null
    /// when it has gone or is not ours to read.
    /// </summary>
    public static long? Written(int pid) => Line($"/proc/{pid}/io", "wchar:") is { } given
        && Line($"/proc/{pid}/io", "write_bytes:") is { } stored ? Math.Max(Number(given), Number(stored)) : null;

    /// <summary>True when the process runs as another user than this one; null when it has gone.</summary>
    public static bool? IsAnothers(int pid) =>
        FileOwner.Of($"/proc/{pid}") is { } owner ? owner.User != FileOwner.Own.User : null;

    /// <summary>How often this machine has ended a process for want of memory.</summary>
    public static long OutOfMemoryKills() => Line("/proc/vmstat", "oom_kill ") is { } count ? Number(count) : 0;

    public static IEnumerable<int> Pids() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0).Where(pid => pid > 0);

    /// <summary>
    /// The value of a variable in the environment a process was started with; null when it has none or is not ours to
    /// read.
    /// </summary>
    public static string? Variable(int pid, string name) => Read($"/proc/{pid}/environ")?.Split('\0')
        .FirstOrDefault(entry => entry.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>What this process may, one bit for each capability; 0 when the kernel does not tell.</summary>
    public static ulong Capabilities() => Line("/proc/self/status", "CapEff:") is { } bits
        ? ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;

    /// <summary>
    /// What stands behind this begin in the first line of a file that has it; null when none has, or the file cannot
    /// be read.
    /// </summary>
    public static string? Line(string path, string begin) => Read(path)?.Split('\n')
        .FirstOrDefault(line => line.StartsWith(begin, StringComparison.Ordinal))?[begin.Length..].Trim();

    /// <summary>Null when it has gone or is not ours to read.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ProcessStat? Stat(int pid)
    {
        if (Read($"/proc/{pid}/stat") is not { Length: > 0 } text) return null;
        // The name, in brackets, may hold anything; the fields count from behind it.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new(
            fields[0] is "Z" or "X", (int)Number(fields[1]), Number(fields[19]), Number(fields[11]) + Number(fields[12]));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private sealed record ProcessStat(bool HasEnded, int Parent, long StartTicks, long CpuTicks);
}
