using System.Globalization;
using System.Security.Claims;
using System.Text;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Drafts;

/// <summary>
/// A draft becomes a strategy, or a version of one; only then is it judged. It is removed when that has happened, and
/// stays whenever it has not.
/// </summary>
internal static class DraftPublishing
{
    public static async Task<Results<Ok<DraftPublished>, Created<DraftPublished>, ProblemHttpResult>> PublishAsync(
        Guid id, ClaimsPrincipal caller, DraftStore drafts, ShippedStrategies shipped, StrategyCreation creation,
        StrategyChanges changes, CancellationToken ct, PublishDraftRequest? request = null)
    {
        if (await drafts.FindAsync(caller.UserId(), id, ct) is not { } draft) return DraftProblems.NotFound(id);
        var (body, malformed) = StrategyBody.Parse(Encoding.UTF8.GetBytes(draft.Content));
        if (body is null) return malformed!;
        var content = request?.Note is { } note ? body.Request with { Note = note } : body.Request;
        var (published, problem) = draft.StrategyId is { } strategy
            ? await ChangeAsync(strategy, draft, content, request?.Overwrite ?? false, changes, ct)
            : await CreateAsync(draft, content, body.Hash, shipped, creation, ct);
        if (published is null) return problem!;
        await drafts.RemoveAsync(draft.UserId, id, AuditActions.DraftPublished, ct);
        return draft.StrategyId is null
            ? TypedResults.Created($"/api/v1/strategies/{published.StrategyId}", published)
            : TypedResults.Ok(published);
    }

    private static async Task<(DraftPublished?, ProblemHttpResult?)> CreateAsync(
        SavedDraft draft, StrategyRequest content, byte[] hash, ShippedStrategies shipped, StrategyCreation creation,
        CancellationToken ct)
    {
        var (read, errors) = StrategyValidation.Read(content, present: null);
        if (read is null) return (null, StrategyProblems.Invalid(errors));
        // Sent twice, it is published once.
        var origin = new StrategyCreation.Origin(draft.UserId, $"draft:{draft.Id}:{draft.Revision}", hash);
        var (created, problem) = await creation.RunAsync(
            shipped.Complete(read), content.AutoStart ?? false, origin, ct, content.Note);
        return created is null ? (null, problem) : (new(created.StrategyId, created.Status, 1), null);
    }

    private static async Task<(DraftPublished?, ProblemHttpResult?)> ChangeAsync(
        int strategy, SavedDraft draft, StrategyRequest content, bool overwrite, StrategyChanges changes,
        CancellationToken ct)
    {
        var seen = overwrite ? null : string.Create(CultureInfo.InvariantCulture, $"\"{draft.BaseVersion}\"");
        var (updated, problem) = await changes.UpdateAsync(strategy, content, seen, draft.UserId, ct);
        return updated is null ? (null, problem) : (new(strategy, updated.Status, updated.VersionNumber), null);
    }
}
