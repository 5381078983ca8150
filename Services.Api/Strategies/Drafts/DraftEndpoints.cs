using System.Security.Claims;
using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Strategies.Drafts;

/// <summary>/drafts: what a user is writing, saved again and again, kept for 7 days after the last time.</summary>
internal static class DraftEndpoints
{
    private const string ContentRule = "Send an object: the fields of a strategy, as far as they are written.";

    public static void MapDrafts(this RouteGroupBuilder group)
    {
        var drafts = group.MapGroup("/drafts").RequireAuthorization(Policies.Operator);
        drafts.MapGet("/", ListAsync).WithName("ListDrafts");
        drafts.MapPost("/", CreateAsync).WithName("CreateDraft");
        drafts.MapGet("/{id:guid}", ReadAsync).WithName("ReadDraft");
        drafts.MapPut("/{id:guid}", SaveAsync).WithName("SaveDraft");
        drafts.MapDelete("/{id:guid}", RemoveAsync).WithName("RemoveDraft");
        drafts.MapPost("/{id:guid}/copy", CopyAsync).WithName("CopyDraft");
        drafts.MapPost("/{id:guid}/publish", DraftPublishing.PublishAsync).WithName("PublishDraft");
    }

    // At most a hundred: one page.
    private static async Task<Ok<Page<DraftItem>>> ListAsync(
        ClaimsPrincipal caller, DraftStore drafts, CancellationToken ct)
    {
        var rows = await drafts.Of(caller.UserId()).AsNoTracking().OrderByDescending(draft => draft.UpdatedAt)
            .ToListAsync(ct);
        return TypedResults.Ok(new Page<DraftItem>(rows.ConvertAll(DraftItem.Of), null, rows.Count));
    }

    private static async Task<Results<Created<DraftItem>, ProblemHttpResult>> CreateAsync(
        NewDraftRequest request, ClaimsPrincipal caller, DraftStore drafts, ApiDbContext db, CancellationToken ct)
    {
        if (request.Content is null) return StrategyProblems.Invalid("content", ContentRule);
        int? version = null;
        if (request.StrategyId is { } id)
        {
            if (await db.FindStrategyAsync(id, ct) is not { } strategy)
            {
                return StrategyProblems.Invalid(
                    "strategy_id", $"There is no strategy {id}; leave it out for a new one.");
            }

            version = strategy.CurrentVersion;
        }

        var (draft, problem) = await drafts.AddAsync(caller.UserId(), request.StrategyId, version,
            request.Content.ToJsonString(), SavedDraft.NameOf(request.Content), ct);
        return draft is null ? problem!
            : TypedResults.Created($"/api/v1/strategies/drafts/{draft.Id}", DraftItem.Of(draft));
    }

    private static async Task<Results<Ok<DraftDetail>, ProblemHttpResult>> ReadAsync(
        Guid id, ClaimsPrincipal caller, DraftStore drafts, CancellationToken ct) =>
        await drafts.FindAsync(caller.UserId(), id, ct) is { } draft
            ? TypedResults.Ok(new DraftDetail(DraftItem.Of(draft), JsonNode.Parse(draft.Content)!.AsObject()))
            : DraftProblems.NotFound(id);

    private static async Task<Results<Ok<DraftItem>, ProblemHttpResult>> SaveAsync(
        Guid id, SaveDraftRequest request, ClaimsPrincipal caller, DraftStore drafts, CancellationToken ct)
    {
        if (request.Content is null) return StrategyProblems.Invalid("content", ContentRule);
        if (request.Revision is not { } revision)
        {
            return StrategyProblems.Invalid("revision", "Send the revision that you have seen last.");
        }

        var (draft, problem) = await drafts.SaveAsync(caller.UserId(), id, revision, request.Content, ct);
        return draft is null ? problem! : TypedResults.Ok(DraftItem.Of(draft));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, ClaimsPrincipal caller, DraftStore drafts, CancellationToken ct) =>
        await drafts.RemoveAsync(caller.UserId(), id, AuditActions.DraftRemoved, ct)
            ? TypedResults.NoContent() : DraftProblems.NotFound(id);

    private static async Task<Results<Created<DraftItem>, ProblemHttpResult>> CopyAsync(
        Guid id, ClaimsPrincipal caller, DraftStore drafts, CancellationToken ct)
    {
        if (await drafts.FindAsync(caller.UserId(), id, ct) is not { } one) return DraftProblems.NotFound(id);
        var (draft, problem) = await drafts.AddAsync(
            one.UserId, one.StrategyId, one.BaseVersion, one.Content, one.Name, ct);
        return draft is null ? problem!
            : TypedResults.Created($"/api/v1/strategies/drafts/{draft.Id}", DraftItem.Of(draft));
    }
}
