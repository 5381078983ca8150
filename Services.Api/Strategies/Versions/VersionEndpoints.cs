using System.Globalization;
using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Versions;

/// <summary>What goes with going back; without a note the version says what it was made from.</summary>
internal sealed record RollbackRequest(string? Note);

/// <summary>A strategy's versions: listed, read, compared, gone back to.</summary>
internal static class VersionEndpoints
{
    private const int MaxLimit = 500;

    public static void MapVersions(this RouteGroupBuilder group)
    {
        var versions = group.MapGroup("/{id:int}/versions");
        versions.MapGet("/", ListAsync).WithName("ListStrategyVersions");
        versions.MapGet("/{number:int}", ReadAsync).WithName("ReadStrategyVersion");
        versions.MapGet("/{from:int}/diff/{to:int}", DiffAsync).WithName("CompareStrategyVersions");
        versions.MapPost("/{number:int}/rollback", RollbackAsync).RequireAuthorization(Policies.Operator)
            .WithName("RollBackStrategy");
    }

    private static async Task<Results<Ok<Page<VersionItem>>, ProblemHttpResult>> ListAsync(
        int id, ApiDbContext db, VersionHistory history, CancellationToken ct, string? after = null, int limit = 50,
        bool total = true)
    {
        var before = int.MaxValue;
        if (after is not null && !int.TryParse(Cursor.Decode(after), CultureInfo.InvariantCulture, out before))
        {
            return StrategyProblems.Invalid("after", "Use the cursor that the page before gave as next.");
        }

        if (limit is < 1 or > MaxLimit) return StrategyProblems.Invalid("limit", $"Use 1 to {MaxLimit}.");
        if (await db.FindStrategyAsync(id, ct) is not { } strategy) return StrategyProblems.NotFound(id);
        return TypedResults.Ok(await history.PageAsync(strategy, before, limit, total, ct));
    }

    private static async Task<Results<Ok<VersionDetail>, ProblemHttpResult>> ReadAsync(
        int id, int number, ApiDbContext db, VersionHistory history, CancellationToken ct)
    {
        if (await db.FindStrategyAsync(id, ct) is not { } strategy) return StrategyProblems.NotFound(id);
        return await history.FindAsync(strategy, number, ct) is { } version
            ? TypedResults.Ok(version) : StrategyProblems.NoVersion(id, number, strategy.CurrentVersion);
    }

    private static async Task<Results<Ok<VersionDiff>, ProblemHttpResult>> DiffAsync(
        int id, int from, int to, ApiDbContext db, VersionHistory history, CancellationToken ct)
    {
        if (await db.FindStrategyAsync(id, ct) is not { } strategy) return StrategyProblems.NotFound(id);
        var (old, fresh) = (await history.FindAsync(strategy, from, ct), await history.FindAsync(strategy, to, ct));
        if (old is null || fresh is null)
        {
            return StrategyProblems.NoVersion(id, old is null ? from : to, strategy.CurrentVersion);
        }

        return TypedResults.Ok(VersionDiff.Of(id, (from, old.Strategy), (to, fresh.Strategy)));
    }

    private static async Task<Results<Ok<StrategyUpdated>, ProblemHttpResult>> RollbackAsync(
        int id, int number, HttpRequest http, ClaimsPrincipal caller, ApiDbContext db, StrategyChanges changes,
        CancellationToken ct, RollbackRequest? request = null)
    {
        if (!StrategyValidation.IsNote(request?.Note))
        {
            return StrategyProblems.Invalid("note", StrategyValidation.NoteRule);
        }

        var ifMatch = http.Headers.IfMatch.ToString();
        var (updated, problem) = await changes.ChangeAsync(
            id, ifMatch.Length == 0 ? null : ifMatch, caller.UserId(), NextAsync, ct);
        if (updated is null) return problem!;
        return TypedResults.Ok(updated);

        async Task<(NextVersion?, ProblemHttpResult?)> NextAsync(Strategy strategy, StrategyDraft present)
        {
            if (await StrategyDefinitions.FullAsync(db, id, number, ct) is not { } definition)
            {
                return (null, StrategyProblems.NoVersion(id, number, strategy.CurrentVersion));
            }

            var draft = StrategyDraft.From(definition, strategy.Tags);
            return StrategyChanges.Differs(present with { Label = "" }, draft with { Label = "" })
                ? (new(draft, null, request?.Note ?? $"Back to version {number} ({draft.Label})."), null)
                : (null, StrategyProblems.SameVersion(number, strategy.CurrentVersion));
        }
    }
}
