using System.Globalization;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>
/// What an instance's processes carry in their environment, so that they are found whoever lost them.
/// </summary>
internal sealed record InstanceMark(int StrategyId, long Generation)
{
    public const string DataVariable = "BTCWATCHER_DATA";
    public const string InstanceVariable = "BTCWATCHER_INSTANCE";

    /// <summary>No strategy's number: tries of versions carry it, and at the next start nobody keeps them.</summary>
    public const int CanaryId = 0;

    public static InstanceMark Canary(long generation) => new(CanaryId, generation);

    /// <summary>As variable: 17:3.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StrategyId}:{Generation}");

    /// <summary>As file name: 17.3.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{StrategyId}.{Generation}");

    public static InstanceMark? Parse(string text, char separator = ':')
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at > 0 && int.TryParse(text[..at], CultureInfo.InvariantCulture, out var strategy)
            && long.TryParse(text[(at + 1)..], CultureInfo.InvariantCulture, out var generation)
            ? new(strategy, generation) : null;
    }

    /// <summary>
    /// Every process of this data folder's instances: programs, their children and the scripts that watch them.
    /// </summary>
    public static IReadOnlyList<(InstanceMark Mark, ProcessIdentity Process)> FindAll(string dataFolder) =>
    [
        .. from pid in ProcFs.Pids()
           let instance = ProcFs.Variable(pid, InstanceVariable)
           where instance is not null && ProcFs.Variable(pid, DataVariable) == dataFolder
           let mark = Parse(instance)
           let process = ProcFs.Find(pid)
           where mark is not null && process is not null
           select (mark, process),
    ];
}
