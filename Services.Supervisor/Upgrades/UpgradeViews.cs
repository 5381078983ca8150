namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>One upgrade as people see it.</summary>
internal sealed record UpgradeView(
    Guid Id, Guid BackupId, string? FromVersion, string TargetVersion, UpgradeState State, int Wave, string? Reason,
    string? RequestedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt)
{
    public static UpgradeView Of(Upgrade row) => new(
        row.Id, row.Id, row.FromVersion, row.TargetVersion, row.State, row.Wave, row.Reason, row.RequestedBy,
        row.CreatedAt, row.UpdatedAt, row.FinishedAt);
}

/// <summary>How many instances are how far.</summary>
internal sealed record UpgradeProgress(int Total, int Switched, int Healthy, int Restored);

internal sealed record MemberView(
    int StrategyId, int Wave, MemberState State, bool Runs, string? FromVersion, DateTimeOffset StateSince);

internal sealed record StepView(DateTimeOffset At, string Step, int? StrategyId, string? Detail);

/// <summary>One upgrade with everything that was done.</summary>
internal sealed record UpgradeDetail(
    UpgradeView Upgrade, UpgradeProgress Progress, IReadOnlyList<MemberView> Members, IReadOnlyList<StepView> Steps)
{
    public static UpgradeDetail Of(
        Upgrade upgrade, IReadOnlyList<UpgradeMember> members, IReadOnlyList<UpgradeStep> steps) => new(
        UpgradeView.Of(upgrade),
        new(members.Count, members.Count(one => one.State is MemberState.Switched or MemberState.Healthy),
            members.Count(one => one.State == MemberState.Healthy),
            members.Count(one => one.State == MemberState.Restored)),
        [.. members.Select(one => new MemberView(
            one.StrategyId, one.Wave, one.State, one.Runs, one.FromVersion, one.StateSince))],
        [.. steps.Select(one => new StepView(one.At, one.Step, one.StrategyId, one.Detail))]);
}

/// <summary>Answer to an upgrade or a rollback: its own state shows the progress.</summary>
internal sealed record UpgradeAccepted(string Status, Guid BackupId, Guid Job, string Message);
