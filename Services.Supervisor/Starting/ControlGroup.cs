using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>The tightest limit of the supervisor's control group and those above it, of version 2 or 1.</summary>
internal static class ControlGroup
{
    private const string Root = "/sys/fs/cgroup";

    public static (long Limit, long Used)? Memory() => Tightest(
        ("", "memory.max", "memory.current", "inactive_file"),
        ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"));

    public static (long Limit, long Used)? Tasks() =>
        Tightest(("", "pids.max", "pids.current", null), ("pids", "pids.max", "pids.current", null));

    private static (long Limit, long Used)? Tightest(
        params (string Controller, string Limit, string Used, string? Reclaimable)[] kinds)
    {
        (long Limit, long Used)? tightest = null;
        foreach (var kind in kinds)
        {
            foreach (var folder in Folders(kind.Controller))
            {
                // "max", or in version 1 a number beyond every machine: no limit.
                if (Machine.Text(Path.Combine(folder, kind.Limit)) is not { } text) continue;
                var limit = Machine.Number(text);
                if (limit > 1L << 60 || Machine.Text(Path.Combine(folder, kind.Used)) is not { } used) continue;
                var taken = Machine.Number(used) - Reclaimable(folder, kind.Reclaimable);
                if (tightest is not { } known || limit - taken < known.Limit - known.Used) tightest = (limit, taken);
            }
        }

        return tightest;
    }

    // Cached files count as used there, and are given up when memory is needed.
    private static long Reclaimable(string folder, string? name) => name is null ? 0
        : ProcFs.Line(Path.Combine(folder, "memory.stat"), name + " ") is { } bytes ? Machine.Number(bytes) : 0;

    // A line of /proc/self/cgroup is "4:memory:/a/b", of version 2 "0::/a/b"; a container sees its own as the root.
    private static IEnumerable<string> Folders(string controller)
    {
        var path = Machine.Text("/proc/self/cgroup")?.Split('\n').Select(line => line.Split(':', 3))
            .FirstOrDefault(parts => parts.Length == 3 && parts[1].Split(',').Contains(controller))?[2];
        var root = Path.Combine(Root, controller);
        for (var folder = path?.Trim('/'); folder is not null; folder = Above(folder))
        {
            yield return Path.Combine(root, folder);
        }
    }

    private static string? Above(string folder) => folder.Length == 0 ? null
        : folder.Contains('/') ? folder[..folder.LastIndexOf('/')] : "";
}
