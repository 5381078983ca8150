using System.Globalization;
using System.Runtime.InteropServices;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>A process of an installation's instances: a program, a child of it, or the script that watches it.</summary>
internal sealed record MarkedProcess(int Pid, string Mark, IReadOnlyList<string> Words)
{
    public bool IsScript => Words.Count > 1 && Words[1].EndsWith("supervise.sh", StringComparison.Ordinal);
}

/// <summary>What the kernel tells of processes.</summary>
internal static partial class ProcessTable
{
    private const int SigKill = 9;
    private const double TicksPerSecond = 100;

    public static IReadOnlyList<MarkedProcess> Marked(string data) =>
    [
        .. from pid in Pids()
           let variables = Read($"/proc/{pid}/environ").Split('\0')
           where variables.Contains("BTCWATCHER_DATA=" + data)
           let mark = variables.FirstOrDefault(one => one.StartsWith("BTCWATCHER_INSTANCE=", StringComparison.Ordinal))
           where mark is not null
           select new MarkedProcess(pid, mark.Split('=')[1], Words(pid)),
    ];

    public static string[] Words(int pid) => Read($"/proc/{pid}/cmdline").TrimEnd('\0').Split('\0');

    public static string[] Environment(int pid) => Read($"/proc/{pid}/environ").TrimEnd('\0').Split('\0');

    /// <summary>Proportional memory in bytes; 0 when the process has gone.</summary>
    public static long Memory(int pid) => Read($"/proc/{pid}/smaps_rollup").Split('\n')
        .FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
        ? 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
        : 0;

    /// <summary>Processor time in seconds, without that of children.</summary>
    public static double Cpu(int pid)
    {
        var fields = Stat(pid);
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    public static int Descriptors(int pid) => Directory.GetFiles($"/proc/{pid}/fd").Length;

    /// <summary>Children of a process that have ended and were never reaped.</summary>
    public static int Zombies(params int[] parents) => Pids().Select(Stat)
        .Count(fields => fields is ["Z", var parent, ..] && parents.Contains((int)Number(parent)));

    public static void Kill(int pid) => _ = SendSignal(pid, SigKill);

    /// <summary>Ends everything that carries the installation's mark, until nothing is left.</summary>
    public static async Task KillAllAsync(string data)
    {
        while (Marked(data) is { Count: > 0 } left)
        {
            foreach (var process in left) Kill(process.Pid);
            await Task.Delay(100);
        }
    }

    // Fields from the third of the manual page on; the name before them may hold anything.
    private static string[] Stat(int pid)
    {
        var text = Read($"/proc/{pid}/stat");
        return text.Length == 0 ? [] : text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static IEnumerable<int> Pids() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0).Where(pid => pid > 0);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
