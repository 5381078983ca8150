using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>Finds taken ports before anything starts, and who holds them.</summary>
internal static class PortCheck
{
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <exception cref="HostException">Names every taken port, its holder, and what to do.</exception>
    public static void EnsureFree(params IEnumerable<Workload> workloads)
    {
        var taken = workloads.SelectMany(w => w.Ports.Where(p => !IsFree(p)).Select(p => (w.Name, Port: p))).ToList();
        if (taken.Count > 0)
        {
            throw new HostException(string.Join('\n', taken.Select(t => $"Port {t.Port} for {t.Name} is taken by "
                + $"{HolderOf(t.Port) ?? "another program (perhaps of another user)"}."))
                + "\nEnd that program, or choose other ports: ./run --port-base N");
        }
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // The kernel lists listening sockets with an inode; whoever has that inode open holds the port.
    private static string? HolderOf(int port)
    {
        var inodes = InodesOf(port);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && OpenFiles(folder).Any(inodes.Contains))
            {
                var command = File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ').Trim();
                return $"process {pid} ({command[..Math.Min(command.Length, 80)]})";
            }
        }

        return null;
    }

    private static HashSet<string> InodesOf(int port)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return Tables
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 9 && f[1].EndsWith(suffix, StringComparison.Ordinal) && f[3] == "0A")
            .Select(f => $"socket:[{f[9]}]")
            .ToHashSet();
    }

    private static List<string> OpenFiles(string process)
    {
        try
        {
            return Directory.GetFileSystemEntries($"{process}/fd")
                .Select(f => new FileInfo(f).LinkTarget ?? "").ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
