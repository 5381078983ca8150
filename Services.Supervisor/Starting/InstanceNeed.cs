namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>
/// What one more instance is likely to take: the median of those that run, or a default before any does.
/// </summary>
/// <param name="MemoryBytes">Of its own, without what instances share, such as the program's text.</param>
/// <param name="Tasks">Processes and threads.</param>
/// <param name="Seen">How many were looked at; 0: the default.</param>
internal sealed record InstanceNeed(long MemoryBytes, long Tasks, int Seen)
{
    // The script that watches it, and a child for a moment.
    private const int Beside = 2;

    public static InstanceNeed Of(IReadOnlyCollection<(long MemoryBytes, int Threads)> running, InstanceNeed before) =>
        running.Count == 0 ? before : new(
            Median(running.Select(one => one.MemoryBytes)),
            Median(running.Select(one => (long)one.Threads)) + Beside, running.Count);

    private static long Median(IEnumerable<long> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
