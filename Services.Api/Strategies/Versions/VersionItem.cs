namespace BtcWatcher.Services.Api.Strategies.Versions;

/// <summary>One version as the history shows it.</summary>
internal record VersionItem
{
    public required int VersionNumber { get; init; }

    /// <summary>Its label.</summary>
    public required string Version { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: the system made it, as the demo strategies.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>User name; null when there is no such user any more.</summary>
    public string? Author { get; init; }
    public string? Note { get; init; }

    /// <summary>The newest one, which is edited and started.</summary>
    public required bool IsCurrent { get; init; }
}

/// <summary>One version with everything that it holds.</summary>
internal sealed record VersionDetail : VersionItem
{
    public required int StrategyId { get; init; }
    public required StrategyDocument Strategy { get; init; }
}
