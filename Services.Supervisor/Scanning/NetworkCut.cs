using System.ComponentModel;
using System.Diagnostics;

namespace BtcWatcher.Services.Supervisor.Scanning;

/// <summary>
/// Namespaces that leave a program no network and no sight of other processes; asked of the kernel once, since
/// containers often refuse them.
/// </summary>
internal sealed class NetworkCut
{
    private static readonly string[][] Ways =
    [
        ["unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"],
        ["unshare", "--net", "--pid", "--fork", "--kill-child"],
        ["unshare", "--user", "--map-current-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"],
    ];

    private readonly Lazy<Task<string[]>> _words = new(FindAsync);

    /// <summary>What to put before a program; empty where nothing works.</summary>
    public async Task<IReadOnlyList<string>> WordsAsync(CancellationToken ct) => await _words.Value.WaitAsync(ct);

    private static async Task<string[]> FindAsync()
    {
        foreach (var way in Ways)
        {
            if (await WorksAsync(way)) return way;
        }

        return [];
    }

    private static async Task<bool> WorksAsync(string[] way)
    {
        var start = new ProcessStartInfo(way[0])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        foreach (var word in way.Skip(1).Append("true")) start.ArgumentList.Add(word);
        try
        {
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
