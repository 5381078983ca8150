namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>
/// In which order instances are switched: one, then a twentieth (at least one), then the rest. Who does not run has no
/// health to wait for and goes last.
/// </summary>
internal static class WavePlan
{
    public const int Last = 3;
    private const int Part = 20;

    public static IReadOnlyDictionary<int, int> Of(IEnumerable<int> running, IEnumerable<int> stopped)
    {
        var ids = running.Order().ToArray();
        var second = Math.Max(1, ids.Length / Part);
        return ids.Select((id, index) => (Id: id, Wave: index == 0 ? 1 : index <= second ? 2 : Last))
            .Concat(stopped.Select(id => (Id: id, Wave: Last)))
            .ToDictionary(one => one.Id, one => one.Wave);
    }
}
