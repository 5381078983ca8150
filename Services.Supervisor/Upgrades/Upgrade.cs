namespace BtcWatcher.Services.Supervisor.Upgrades;

internal enum UpgradeState { Preflight, Switching, RollingBack, Succeeded, RolledBack, Failed }

/// <summary>
/// Where one strategy is in an upgrade. From stopping to the next state, and while restoring, its instance is held.
/// </summary>
internal enum MemberState { Waiting, Stopping, Switched, Healthy, Restoring, Restored }

/// <summary>One upgrade of the whole installation. Its id is also that of its backup.</summary>
internal sealed class Upgrade
{
    public required Guid Id { get; init; }
    public string? FromVersion { get; init; }
    public required string TargetVersion { get; init; }
    public UpgradeState State { get; set; }

    /// <summary>The wave being switched: 1 one instance, 2 a twentieth, 3 the rest.</summary>
    public int Wave { get; set; } = 1;

    /// <summary>Why it failed or is rolled back.</summary>
    public string? Reason { get; set; }
    public string? RequestedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    public bool IsActive => State is UpgradeState.Preflight or UpgradeState.Switching or UpgradeState.RollingBack;
}

/// <summary>One strategy in an upgrade.</summary>
internal sealed class UpgradeMember
{
    public required Guid UpgradeId { get; init; }
    public required int StrategyId { get; init; }
    public required int Wave { get; init; }
    public MemberState State { get; set; }

    /// <summary>It ran when it was stopped for the switch: it must run again before the next wave.</summary>
    public bool Runs { get; set; }
    public string? FromVersion { get; init; }
    public required DateTimeOffset StateSince { get; set; }
}

/// <summary>Something that was done in an upgrade.</summary>
internal sealed class UpgradeStep
{
    public long Id { get; init; }
    public required Guid UpgradeId { get; init; }
    public required DateTimeOffset At { get; init; }
    public int? StrategyId { get; init; }
    public required string Step { get; init; }
    public string? Detail { get; init; }
}

/// <summary>The one row with the version that every instance is to run; null: what is configured.</summary>
internal sealed class CurrentVersion
{
    public int Id { get; init; } = 1;
    public string? Version { get; set; }
    public bool AlertRaised { get; set; }
}
