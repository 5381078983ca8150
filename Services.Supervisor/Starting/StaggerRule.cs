namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>
/// Keeps the starts at one exchange through one address apart by what they ask there, and tells when an address has
/// more to carry than the exchange allows. It never refuses a start.
/// </summary>
internal sealed record StaggerRule(
    int BudgetPercent, TimeSpan LongestDistance, IReadOnlyDictionary<string, int> WeightPerMinute)
{
    public static StaggerRule Of(StartingOptions options) =>
        new(options.BudgetPercent, options.LongestDistance, options.WeightPerMinute);

    /// <summary>The Simulator asks nothing of an exchange.</summary>
    public static StaggerRule None { get; } = new(0, TimeSpan.Zero, new Dictionary<string, int>());

    public bool IsOn => BudgetPercent > 0;

    /// <summary>From this start to the next in its group.</summary>
    public TimeSpan DistanceAfter(RequestLoad load)
    {
        if (!IsOn) return TimeSpan.Zero;
        var budget = ExchangeBudget.Of(load.Group.Exchange, WeightPerMinute);
        var share = budget.WeightPerMinute * BudgetPercent / 100.0;
        var distance = TimeSpan.FromMinutes(budget.OfStart(load) / share);
        return distance < LongestDistance ? distance : LongestDistance;
    }

    /// <summary>What a person should know of a group; null when it is in order.</summary>
    public string? Warning(StartGroup group, IReadOnlyCollection<RequestLoad> members)
    {
        if (!IsOn) return null;
        var budget = ExchangeBudget.Of(group.Exchange, WeightPerMinute);
        var weight = members.Sum(budget.OfRefresh);
        var isHeavy = weight * 2 > budget.WeightPerMinute;
        if (!isHeavy && members.Count <= budget.Instances) return null;

        return $"{members.Count} instances reach {group}, for {members.Sum(load => load.Pairs)} pairs. When a candle "
            + $"ends they ask for about {weight} of the {budget.WeightPerMinute} weight that it allows in a minute"
            + (isHeavy ? "" : $", and more than {budget.Instances} instances at one address tend to be banned")
            + ". Spread them over proxies, or let them share fewer pairs.";
    }
}
