using System.Globalization;
using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>
/// Limits of this machine, its control group and this user, as Linux tells them; what it hides is no limit.
/// </summary>
internal static class Machine
{
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

    internal static string? Text(string path) => ProcFs.Read(path)?.Trim();

    internal static long Number(string text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;

    private static long? Field(string path, string name) => ProcFs.Line(path, name + ":") is { } value
        ? Number(value.Replace("kB", "", StringComparison.Ordinal).Trim()) : null;

    // "Max open files            1024                 524288               files": the first is the one in force.
    private static long? Limit(string name) => ProcFs.Line("/proc/self/limits", name) is { } limits
        && Number(limits.Split(' ')[0]) is var limit && limit != long.MaxValue ? limit : null;

    private static long TasksOfUser()
    {
        var user = UserOf("/proc/self/status");
        return ProcFs.Pids().Select(pid => $"/proc/{pid}/status").Where(path => UserOf(path) == user)
            .Sum(path => Field(path, "Threads") ?? 0);
    }

    private static string? UserOf(string path) => ProcFs.Line(path, "Uid:");
}
