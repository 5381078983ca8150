using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>
/// What keeps many starts from hurting each other; how many start at once is <see cref="InstancesOptions"/>.
/// </summary>
internal sealed class StartingOptions
{
    public const string Section = "Starting";

    /// <summary>
    /// Memory of one instance, as long as none runs whose memory could be seen; 0: 250 MiB, and 32 MiB of a simulator.
    /// </summary>
    [Range(0L, 1L << 40, ErrorMessage = "Starting:InstanceMemoryBytes must be between 0 and 1 TiB.")]
    public long InstanceMemoryBytes { get; set; }

    /// <summary>Share of the machine's memory that no start may take: for databases, services and growth.</summary>
    [Range(0, 90, ErrorMessage = "Starting:MemoryReservePercent must be between 0 and 90.")]
    public int MemoryReservePercent { get; set; } = 5;

    /// <summary>
    /// Share of an exchange's request budget that starts through one address may use; the rest is for what runs there.
    /// 0: starts are not kept apart, and nothing is warned of.
    /// </summary>
    [Range(0, 100, ErrorMessage = "Starting:BudgetPercent must be between 0 and 100.")]
    public int BudgetPercent { get; set; } = 50;

    /// <summary>Longest distance between two starts at one exchange through one address.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00",
        ErrorMessage = "Starting:LongestDistance must be between 00:00:00 and 00:10:00.")]
    public TimeSpan LongestDistance { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Request weight a minute by exchange, in place of the built-in figure.</summary>
    public Dictionary<string, int> WeightPerMinute { get; } = new(StringComparer.OrdinalIgnoreCase);
}
