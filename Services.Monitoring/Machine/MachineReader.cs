using System.Globalization;
using BtcWatcher.ServiceDefaults.Keys;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Monitoring.Machine;

/// <summary>The machine at one moment.</summary>
/// <param name="Busy">Ticks that the processors worked since the boot.</param>
/// <param name="Ticks">All ticks since the boot.</param>
internal sealed record MachineState(
    long Busy, long Ticks, long MemoryTotal, long MemoryUsed, long DiskTotal, long DiskUsed, double Load1)
{
    /// <summary>Share of the processors' time since an earlier moment, 0 to 100.</summary>
    public double CpuPercentSince(MachineState earlier)
    {
        var ticks = Ticks - earlier.Ticks;
        return ticks <= 0 ? 0 : Math.Round(Math.Clamp(100.0 * (Busy - earlier.Busy) / ticks, 0, 100), 1);
    }
}

/// <summary>Reads /proc (proc(5)) and the disk that holds the data folder.</summary>
internal sealed class MachineReader(IOptions<InstallationOptions> installation)
{
    public MachineState Read()
    {
        var (busy, ticks) = Cpu(File.ReadAllText("/proc/stat"));
        var (total, used) = Memory(File.ReadAllText("/proc/meminfo"));
        var disk = new DriveInfo(installation.Value.Data is { Length: > 0 } data ? data : "/");
        return new MachineState(
            busy, ticks, total, used, disk.TotalSize, disk.TotalSize - disk.AvailableFreeSpace,
            FirstNumber(File.ReadAllText("/proc/loadavg")));
    }

    public static TimeSpan Uptime() => TimeSpan.FromSeconds(FirstNumber(File.ReadAllText("/proc/uptime")));

    /// <summary>From the first line of /proc/stat: user nice system idle iowait irq softirq steal.</summary>
    public static (long Busy, long Ticks) Cpu(string stat)
    {
        var numbers =
            stat[..stat.IndexOf('\n', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Take(8).Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var ticks = numbers.Sum();
        return (ticks - numbers[3] - numbers[4], ticks);
    }

    /// <summary>Bytes in all, and those that are not available to programs any more.</summary>
    public static (long Total, long Used) Memory(string meminfo)
    {
        var total = Kibibytes(meminfo, "MemTotal:");
        return (total * 1024, (total - Kibibytes(meminfo, "MemAvailable:")) * 1024);
    }

    private static long Kibibytes(string meminfo, string name)
    {
        var line = meminfo.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static double FirstNumber(string text) =>
        double.Parse(text[..text.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
}
