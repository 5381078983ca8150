namespace BtcWatcher.Contracts;

public enum AlertSeverity { Info, Warning, Critical }

/// <summary>Something a person should know. Raised once for its key, until it is resolved.</summary>
public sealed record AlertRaised
{
    /// <summary>What it is about, such as instance:17:gave_up.</summary>
    public required string Key { get; init; }
    public required AlertSeverity Severity { get; init; }
    public required string TitleEn { get; init; }
    public required string TitleZh { get; init; }
    public required string Detail { get; init; }
    public required DateTimeOffset At { get; init; }
    public int? StrategyId { get; init; }

    /// <summary>
    /// What it is about works again since then; the alert stays open until that has lasted. Null: it does not.
    /// </summary>
    public DateTimeOffset? RunningAgainSince { get; init; }
    public bool Simulated { get; init; }
}

public sealed record AlertResolved
{
    public required string Key { get; init; }
    public required DateTimeOffset At { get; init; }
}
