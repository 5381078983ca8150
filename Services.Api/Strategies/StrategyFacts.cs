using BtcWatcher.Services.Api.Audit;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>What the audit log tells of a strategy; the rest is in the version, which never changes.</summary>
internal sealed record StrategyFacts(string Name, string StrategyClass, IReadOnlyList<string> Tags, int Version)
{
    public static StrategyFacts Of(StrategyDraft draft, int version) =>
        new(draft.Name, draft.StrategyClass, draft.Tags, version);
}

internal static class StrategyAudit
{
    public static AuditTarget AsTarget(this Strategy strategy) => new("strategy", $"{strategy.Id}", strategy.Name);
}
