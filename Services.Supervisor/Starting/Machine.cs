using System.Globalization;
using System.Text.RegularExpressions;
using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>
/// Limits of this machine, its control group and this user, as Linux tells them; what it hides is no limit.
/// </summary>
internal static partial class Machine
{
    private const int PageSize = 4096;

    /// <summary>Memory that is a process's alone, and its threads; null when it has gone.</summary>
    public static (long MemoryBytes, int Threads)? Usage(int pid)
    {
        if (Text($"/proc/{pid}/statm")?.Split(' ') is not { Length: > 2 } pages) return null;
        var own = Number(pages[1]) - Number(pages[2]);
        return Field($"/proc/{pid}/status", "Threads") is { } threads ? (own * PageSize, (int)threads) : null;
    }

    /// <summary>What may still be taken, the whole of it, and what limits it.</summary>
    public static (long Available, long Total, string Limit) Memory()
    {
        var available = Field("/proc/meminfo", "MemAvailable") * 1024 ?? long.MaxValue;
        var total = Field("/proc/meminfo", "MemTotal") * 1024 ?? 0;
        return ControlGroup.Memory() is { } group && group.Limit - group.Used < available
            ? (group.Limit - group.Used, group.Limit, "memory.max of the control group")
            : (available, total, "MemAvailable");
    }

    /// <param name="own">That an instance costs the supervisor.</param>
    /// <param name="instance">That it opens itself.</param>
    public static IEnumerable<ResourceRoom> Descriptors(int own, int instance)
    {
        if (Limit("Max open files") is { } most)
        {
            yield return new(Resource.Descriptors, most - Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
                own, "RLIMIT_NOFILE of the supervisor");
        }

        if (Text("/proc/sys/fs/file-nr")?.Split('\t') is { Length: 3 } files)
        {
            // Recent kernels have no limit: the largest number.
            yield return new(Resource.Descriptors, Number(files[2]) - Number(files[0]), instance, "fs.file-max");
        }
    }

    public static IEnumerable<ResourceRoom> Tasks(long each)
    {
        // "0.31 0.22 0.10 2/812 4711": of 812 tasks two run.
        if (Text("/proc/loadavg")?.Split(' ', '/') is { Length: > 4 } load)
        {
            foreach (var (file, name) in ((string, string)[])
                [("pid_max", "kernel.pid_max"), ("threads-max", "kernel.threads-max")])
            {
                if (Text("/proc/sys/kernel/" + file) is { } most)
                {
                    yield return new(Resource.Tasks, Number(most) - Number(load[4]), each, name);
                }
            }
        }

        if (ControlGroup.Tasks() is { } group)
        {
            yield return new(Resource.Tasks, group.Limit - group.Used, each, "pids.max of the control group");
        }

        // Root is not held to it.
        if (Environment.UserName != "root" && Limit("Max processes") is { } limit)
        {
            yield return new(Resource.Tasks, limit - TasksOfUser(), each, "RLIMIT_NPROC of the supervisor's user");
        }
    }

    internal static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal static long Number(string text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;

    internal static long? Field(string path, string name) =>
        Text(path)?.Split('\n').FirstOrDefault(one => one.StartsWith(name + ":", StringComparison.Ordinal))
            is { } line ? Number(line[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim()) : null;

    // "Max open files            1024                 524288               files": the first is the one in force.
    private static long? Limit(string name) =>
        Text("/proc/self/limits")?.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            is { } line && Digits().Match(line) is { Success: true } match ? Number(match.Value) : null;

    private static long TasksOfUser()
    {
        var user = UserOf("/proc/self/status");
        return ProcFs.Pids().Select(pid => $"/proc/{pid}/status").Where(path => UserOf(path) == user)
            .Sum(path => Field(path, "Threads") ?? 0);
    }

    private static string? UserOf(string path) =>
        Text(path)?.Split('\n').FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal));

    [GeneratedRegex(@"(?<=\s{2})\d+")]
    private static partial Regex Digits();
}
