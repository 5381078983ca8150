namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>
/// Who waits for a start, in the order of asking: the first one whose group is due goes next, so that a group which is
/// kept apart holds up only itself.
/// </summary>
internal sealed class StartQueue
{
    private readonly Dictionary<int, (long Number, StartGroup Group)> _waiting = [];
    private readonly Dictionary<StartGroup, SortedDictionary<long, int>> _groups = [];
    private readonly Dictionary<StartGroup, DateTimeOffset> _due = [];
    private long _last;

    public int Count => _waiting.Count;

    public bool Contains(int strategyId) => _waiting.ContainsKey(strategyId);

    /// <summary>Takes a place at the end; one that waits already keeps its place.</summary>
    public void Join(int strategyId, StartGroup group)
    {
        if (!_waiting.TryAdd(strategyId, (++_last, group))) return;
        if (!_groups.TryGetValue(group, out var members)) _groups[group] = members = [];
        members.Add(_last, strategyId);
    }

    public bool Leave(int strategyId)
    {
        if (!_waiting.Remove(strategyId, out var place)) return false;
        var members = _groups[place.Group];
        members.Remove(place.Number);
        if (members.Count == 0) _groups.Remove(place.Group);
        return true;
    }

    /// <summary>It starts now; the next of its group not before the distance has passed.</summary>
    public void Start(int strategyId, DateTimeOffset now, TimeSpan distance)
    {
        if (_waiting.TryGetValue(strategyId, out var place)) _due[place.Group] = now + distance;
        Leave(strategyId);
    }

    /// <summary>Null when nobody waits, or every group is kept apart still.</summary>
    public int? Next(DateTimeOffset now)
    {
        (long Number, int StrategyId)? first = null;
        foreach (var (group, members) in _groups)
        {
            var (number, strategyId) = members.First();
            if (Due(group) <= now && (first is null || number < first.Value.Number)) first = (number, strategyId);
        }

        return first?.StrategyId;
    }

    /// <summary>How many asked before it and wait still.</summary>
    public int Before(int strategyId)
    {
        if (!_waiting.TryGetValue(strategyId, out var place)) return 0;
        var before = 0;
        foreach (var (number, _) in _waiting.Values)
        {
            if (number < place.Number) before++;
        }

        return before;
    }

    /// <summary>
    /// When its group is due again, if it is the first of it and must wait for that; its group.
    /// </summary>
    public (StartGroup Group, DateTimeOffset Due)? KeptApart(int strategyId, DateTimeOffset now) =>
        _waiting.TryGetValue(strategyId, out var place) && IsHead(strategyId)
        && Due(place.Group) is var due && due > now ? (place.Group, due) : null;

    public bool IsHead(int strategyId) => _waiting.TryGetValue(strategyId, out var place)
        && _groups[place.Group].First().Value == strategyId;

    private DateTimeOffset Due(StartGroup group) => _due.GetValueOrDefault(group, DateTimeOffset.MinValue);
}
