using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Proxies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Answer to changing a strategy.</summary>
internal sealed record StrategyUpdated(int StrategyId, string Status, string Version, int VersionNumber);

/// <summary>What a strategy is to be next: without a label it gets the usual one of its number.</summary>
internal sealed record NextVersion(StrategyDraft Draft, string? Label, string? Note);

/// <summary>Changes a strategy: every change of its definition is a new version.</summary>
internal sealed class StrategyChanges(
    ApiDbContext db, Outbox outbox, ShippedStrategies shipped, AuditTrail audit, TimeProvider clock)
{
    public Task<(StrategyUpdated? Updated, ProblemHttpResult? Problem)> UpdateAsync(
        int id, StrategyRequest request, string? ifMatch, Guid author, CancellationToken ct) =>
        ChangeAsync(id, ifMatch, author, (_, before) => Task.FromResult(Next(request, before)), ct);

    /// <summary>Makes what <paramref name="next"/> makes of the present definition its next version.</summary>
    public async Task<(StrategyUpdated? Updated, ProblemHttpResult? Problem)> ChangeAsync(
        int id, string? ifMatch, Guid author,
        Func<Strategy, StrategyDraft, Task<(NextVersion? Next, ProblemHttpResult? Problem)>> next, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.Strategies, ct);
        var strategy = await db.LockStrategyAsync(id, ct);
        if (strategy is null) return (null, StrategyProblems.NotFound(id));
        if (ifMatch is not null && ifMatch != "*" && ifMatch != StrategyEndpoints.TagOf(strategy))
        {
            return (null, StrategyProblems.Changed(strategy.CurrentVersion));
        }

        var present = (await StrategyDefinitions.FullAsync(db, id, strategy.CurrentVersion, ct))!;
        var before = StrategyDraft.From(present, strategy.Tags);
        var (asked, problem) = await next(strategy, before);
        if (asked is null) return (null, problem);
        if (await db.IsNameTakenAsync(asked.Draft.Name, except: id, ct))
        {
            return (null, StrategyProblems.NameTaken(asked.Draft.Name));
        }

        if (asked.Draft.ProxyId is { } proxy && !await db.HasProxyAsync(proxy, ct))
        {
            return (null, StrategyProblems.Invalid("proxy_id", StrategyValidation.ProxyRule));
        }

        strategy.Tags = [.. asked.Draft.Tags];
        strategy.UpdatedAt = clock.GetUtcNow();
        var answer = Differs(before, asked.Draft with { Label = asked.Label ?? before.Label })
            ? AddVersion(strategy, before, asked, author)
            : present.Profile;
        audit.Add(
            db, AuditActions.StrategyChanged, strategy.AsTarget(), StrategyFacts.Of(before, present.Profile.Version),
            StrategyFacts.Of(asked.Draft, answer.Version));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (new(id, "updated", answer.VersionLabel, answer.Version), null);
    }

    /// <summary>Stops the instance, has its files removed, and hides the strategy; its signals stay.</summary>
    public async Task<bool> DeleteAsync(int id, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var strategy = await db.LockStrategyAsync(id, ct);
        if (strategy is null) return false;

        var definition = (await StrategyDefinitions.FullAsync(db, id, strategy.CurrentVersion, ct))!;
        strategy.Revision++;
        strategy.DesiredState = DesiredState.Stopped;
        strategy.DeletedAt = strategy.UpdatedAt = clock.GetUtcNow();
        outbox.Add(db, strategy.ToCommand());
        outbox.Add(db, Changed(strategy, StrategyChange.Deleted, definition.Profile));
        audit.Add(db, AuditActions.StrategyDeleted, strategy.AsTarget());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Whether two would be different versions; tags are not part of a version.</summary>
    public static bool Differs(StrategyDraft one, StrategyDraft other) =>
        !JsonNode.DeepEquals(AsJson(one with { Tags = [] }), AsJson(other with { Tags = [] }));

    private (NextVersion? Next, ProblemHttpResult? Problem) Next(StrategyRequest request, StrategyDraft before)
    {
        var (read, errors) = StrategyValidation.Read(request, before);
        return read is null ? (null, StrategyProblems.Invalid(errors))
            : (new(shipped.Complete(read), request.Version, request.Note), null);
    }

    private StrategyProfile AddVersion(Strategy strategy, StrategyDraft before, NextVersion next, Guid author)
    {
        strategy.CurrentVersion++;
        strategy.Revision++;
        var draft = next.Draft with { Label = next.Label ?? $"v{strategy.CurrentVersion}.0" };
        strategy.Name = draft.Name;
        strategy.StrategyClass = draft.StrategyClass;
        var definition = draft.Define(strategy.Id, strategy.CurrentVersion, strategy.WebhookEpoch);
        db.StrategyVersions.Add(StrategyDefinitions.ToRow(definition, author, clock.GetUtcNow(), next.Note));
        var runs = Differs(WithoutGrading(before), WithoutGrading(draft));
        outbox.Add(db, Changed(
            strategy, runs ? StrategyChange.NewVersion : StrategyChange.Thresholds, definition.Profile));
        // What only names or grades does not restart the instance.
        if (runs)
        {
            strategy.DesiredVersion = strategy.CurrentVersion;
            if (strategy.DesiredState == DesiredState.Running) outbox.Add(db, strategy.ToCommand());
        }

        return definition.Profile;
    }

    private static StrategyChanged Changed(Strategy strategy, StrategyChange change, StrategyProfile profile) => new()
    {
        StrategyId = strategy.Id,
        Revision = strategy.Revision,
        Change = change,
        Profile = profile,
    };

    private static StrategyDraft WithoutGrading(StrategyDraft draft) =>
        draft with { Name = "", Label = "", Strength = StrengthScale.Default };

    private static JsonNode? AsJson(StrategyDraft draft) => JsonSerializer.SerializeToNode(draft, MessageJson.Options);
}
