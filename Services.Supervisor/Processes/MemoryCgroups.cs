using System.Collections.Concurrent;
using System.Globalization;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>
/// Control groups (version 2) that bound an instance's memory, where the supervisor's own group was given to it with the
/// memory controller. Elsewhere there are none, and the probes look at the memory.
/// </summary>
internal sealed class MemoryCgroups(string? own, string prefix)
{
    private readonly string? _parent = own is not null && HasMemory(own) ? own : null;
    private readonly ConcurrentDictionary<int, long> _killsBefore = new();

    // Installations side by side have different ports.
    public static MemoryCgroups Of(InstancesOptions options) => new(
        OwnFolder(File.ReadAllText("/proc/self/cgroup"), File.ReadAllText("/proc/self/mountinfo")),
        string.Create(CultureInfo.InvariantCulture, $"btcwatcher-{options.PortBase}-"));

    /// <returns>The folder of the instance's group, ready to be joined; null where there can be none.</returns>
    public string? Create(int strategyId, int? limitMb)
    {
        if (_parent is null || limitMb is null) return null;
        var folder = FolderOf(strategyId);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "memory.max"),
                ((long)limitMb << 20).ToString(CultureInfo.InvariantCulture));
            _killsBefore[strategyId] = Kills(folder);
            return folder;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True when a process of the present generation was killed for the group's use of memory.</summary>
    public bool HasKilled(int strategyId) =>
        _parent is not null && Kills(FolderOf(strategyId)) > _killsBefore.GetValueOrDefault(strategyId);

    /// <summary>Removes the group of an ended instance; one that is still left is used again.</summary>
    public void Remove(int strategyId)
    {
        if (_parent is null || !Directory.Exists(FolderOf(strategyId))) return;
        try
        {
            Directory.Delete(FolderOf(strategyId));
        }
        catch (IOException)
        {
            // The script that wrote the exit code is on its way out.
        }
    }

    internal static string? OwnFolder(string membership, string mounts)
    {
        var path = membership.Split('\n')
            .FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        // 36 25 0:31 ROOT PLACE options... - cgroup2 ...
        var mount = mounts.Split('\n').FirstOrDefault(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal))
            ?.Split(' ');
        if (path is null || mount is null) return null;
        var below = mount[3] == "/" ? path
            : path.StartsWith(mount[3], StringComparison.Ordinal) ? path[mount[3].Length..] : null;
        return below is null ? null : (mount[4] + "/" + below.Trim('/')).TrimEnd('/');
    }

    private string FolderOf(int strategyId) =>
        Path.Combine(_parent!, prefix + strategyId.ToString(CultureInfo.InvariantCulture));

    // A group with processes of its own, as that of ./run, is refused by the kernel: then there are none.
    private static bool HasMemory(string folder)
    {
        try
        {
            var control = Path.Combine(folder, "cgroup.subtree_control");
            if (Words(control).Contains("memory")) return true;
            if (!Words(Path.Combine(folder, "cgroup.controllers")).Contains("memory")) return false;
            File.WriteAllText(control, "+memory");
            return Words(control).Any(word => word.TrimStart('+') == "memory");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long Kills(string folder)
    {
        var events = Path.Combine(folder, "memory.events");
        var words = File.Exists(events) ? Words(events) : [];
        var at = Array.IndexOf(words, "oom_kill");
        return at < 0 ? 0 : long.Parse(words[at + 1], CultureInfo.InvariantCulture);
    }

    private static string[] Words(string path) => File.ReadAllText(path)
        .Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
