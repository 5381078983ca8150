namespace BtcWatcher.Services.Supervisor.Probing;

/// <summary>Which candles an instance works on.</summary>
/// <param name="Timeframe">Of its strategy.</param>
/// <param name="Length">The timeframe as a time.</param>
/// <param name="Pairs">The first of its whitelist.</param>
internal sealed record DataSource(string Timeframe, TimeSpan Length, IReadOnlyList<string> Pairs);

/// <summary>What an instance told of them.</summary>
/// <param name="Source">Which candles.</param>
/// <param name="AnalysedAt">When the newest of them was analysed; null: none ever was.</param>
internal sealed record DataObservation(DataSource Source, DateTimeOffset? AnalysedAt);

/// <summary>How fresh the data of one generation is.</summary>
internal sealed record DataProbe
{
    public required long Generation { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DataSource Source { get; init; }
    public DateTimeOffset? AnalysedAt { get; init; }

    /// <summary>Null while it is fresh.</summary>
    public DateTimeOffset? StaleSince { get; init; }
    public string? Reason { get; init; }
    public bool Fresh => StaleSince is null;
}

/// <summary>
/// A loop that ends says nothing of the data: with a dead exchange it goes on ending while nothing is analysed any
/// more (facts 5.2). Only the time of the newest analysis tells.
/// </summary>
internal sealed record FreshnessRule(double Timeframes, TimeSpan Margin)
{
    public TimeSpan LimitOf(TimeSpan timeframe) => (timeframe * Timeframes) + Margin;

    /// <param name="seen">What it told.</param>
    /// <param name="before">The judgement before of this generation.</param>
    /// <param name="generation">Of the instance.</param>
    /// <param name="activeSince">Since when it trades: before that nothing is analysed.</param>
    /// <param name="now">When it told.</param>
    public DataProbe Judge(
        DataObservation seen, DataProbe? before, long generation, DateTimeOffset activeSince, DateTimeOffset now)
    {
        var from = seen.AnalysedAt > activeSince ? seen.AnalysedAt.Value : activeSince;
        var probe = new DataProbe
        {
            Generation = generation, At = now, Source = seen.Source, AnalysedAt = seen.AnalysedAt,
        };
        if (now - from <= LimitOf(seen.Source.Length)) return probe;
        return probe with
        {
            StaleSince = before?.StaleSince ?? now,
            Reason = seen.AnalysedAt is { } last
                ? $"its newest candle was analysed {(now - last).TotalSeconds:0} s ago, of a timeframe of "
                    + $"{seen.Source.Timeframe}: the exchange or the network gives none, or the strategy's code fails"
                : "it has not analysed a candle yet: the exchange gives none, or the strategy's code fails on each",
        };
    }
}
