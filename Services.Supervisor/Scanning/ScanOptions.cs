using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.Services.Supervisor.Scanning;

/// <summary>What foreign code may use while it is looked through.</summary>
internal sealed class ScanOptions
{
    public const string Section = "Scan";

    /// <summary>For each of the programs that look; on a busy machine FreqTrade alone needs seconds to begin.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Scan:TimeLimit must be 1 s to 10 min.")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>In MiB, of all its processes together.</summary>
    [Range(128, 1_048_576, ErrorMessage = "Scan:MemoryMb must be between 128 and 1048576.")]
    public int MemoryMb { get; set; } = 1024;

    /// <summary>In MiB, what all its processes together may write, wherever it is.</summary>
    [Range(16, 1_048_576, ErrorMessage = "Scan:DiskMb must be between 16 and 1048576.")]
    public int DiskMb { get; set; } = 128;

    /// <summary>How long a scan waits for the one before it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = "Scan:QueueLimit must be 0 to 10 min.")]
    public TimeSpan QueueLimit { get; set; } = TimeSpan.FromSeconds(30);

    public long MemoryBytes => (long)MemoryMb << 20;

    public long DiskBytes => (long)DiskMb << 20;

    /// <summary>What must stay free on the data folder's disk for a scan to go on.</summary>
    public long ReserveBytes => 4 * DiskBytes;
}
