using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Answer to changing a strategy.</summary>
internal sealed record StrategyUpdated(int StrategyId, string Status, string Version, int VersionNumber);

/// <summary>Changes a strategy: every change of its definition is a new version.</summary>
internal sealed class StrategyChanges(ApiDbContext db, Outbox outbox, ShippedStrategies shipped, TimeProvider clock)
{
    public async Task<(StrategyUpdated? Updated, ProblemHttpResult? Problem)> UpdateAsync(
        int id, StrategyRequest request, string? ifMatch, Guid author, CancellationToken ct)
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
        var (read, errors) = StrategyValidation.Read(request, before);
        if (read is null) return (null, StrategyProblems.Invalid(errors));
        if (await db.IsNameTakenAsync(read.Name, except: id, ct))
        {
            return (null, StrategyProblems.NameTaken(read.Name));
        }

        var number = strategy.CurrentVersion + 1;
        var draft = shipped.Complete(read with { Label = request.Version ?? $"v{number}.0" });
        strategy.Tags = [.. draft.Tags];
        strategy.UpdatedAt = clock.GetUtcNow();
        var answer = Differs(before, draft with { Label = request.Version ?? before.Label })
            ? AddVersion(strategy, before, draft, author)
            : present.Profile;
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
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private StrategyProfile AddVersion(Strategy strategy, StrategyDraft before, StrategyDraft draft, Guid author)
    {
        strategy.CurrentVersion++;
        strategy.Revision++;
        strategy.Name = draft.Name;
        strategy.StrategyClass = draft.StrategyClass;
        var definition = draft.Define(strategy.Id, strategy.CurrentVersion, strategy.WebhookEpoch);
        db.StrategyVersions.Add(StrategyDefinitions.ToRow(definition, author, clock.GetUtcNow()));
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

    private static bool Differs(StrategyDraft one, StrategyDraft other) =>
        JsonSerializer.Serialize(one with { Tags = [] }, MessageJson.Options)
        != JsonSerializer.Serialize(other with { Tags = [] }, MessageJson.Options);
}
