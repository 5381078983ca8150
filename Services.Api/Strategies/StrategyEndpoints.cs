using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Strategies.Drafts;
using BtcWatcher.Services.Api.Strategies.Scanning;
using BtcWatcher.Services.Api.Strategies.Templates;
using BtcWatcher.Services.Api.Strategies.Transfer;
using BtcWatcher.Services.Api.Strategies.Versions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Answer to deleting a strategy.</summary>
internal sealed record StrategyDeleted(int StrategyId, string Status);

/// <summary>/api/v1/strategies: create, read, change, delete.</summary>
internal static class StrategyEndpoints
{
    public static void MapStrategies(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/strategies").WithTags("Strategies").RequireAuthorization(Policies.Viewer)
            .ForStrategyRoutes();
        group.MapGet("/", StrategyList.ListAsync).WithName("ListStrategies");
        group.MapGet("/{id:int}", ReadAsync).WithName("ReadStrategy");
        group.MapPost("/", CreateAsync).RequireAuthorization(Policies.Operator).WithName("CreateStrategy")
            .Accepts<StrategyRequest>("application/json");
        group.MapPut("/{id:int}", UpdateAsync).RequireAuthorization(Policies.Operator).WithName("UpdateStrategy")
            .Accepts<StrategyRequest>("application/json");
        group.MapDelete("/{id:int}", DeleteAsync).RequireAuthorization(Policies.Operator).WithName("DeleteStrategy");
        group.MapStrategyActions();
        group.MapStrategyBulk();
        group.MapStrategyViews();
        group.MapVersions();
        group.MapTransfer();
        group.MapUpload();
        group.MapPreflight();
        group.MapDrafts();
        Adoption.AdoptEndpoint.Map(group);
        group.MapTemplates();
    }

    /// <summary>The ETag of the strategy's present version.</summary>
    public static string TagOf(Strategy strategy) => $"\"{strategy.CurrentVersion}\"";

    private static async Task<Results<Created<StrategyCreated>, ProblemHttpResult>> CreateAsync(
        HttpRequest request, ClaimsPrincipal caller, ShippedStrategies shipped, StrategyCreation creation,
        CancellationToken ct)
    {
        if (IdempotencyKey.Error(request) is { } error) return error;
        var (body, malformed) = await StrategyBody.ReadAsync(request, ct);
        if (body is null) return malformed!;
        var (draft, errors) = StrategyValidation.Read(body.Request, present: null);
        if (draft is null) return StrategyProblems.Invalid(errors);

        var origin = new StrategyCreation.Origin(caller.UserId(), IdempotencyKey.Of(request), body.Hash);
        var (created, problem) = await creation.RunAsync(
            shipped.Complete(draft), body.Request.AutoStart ?? false, origin, ct, body.Request.Note);
        if (created is null) return problem!;
        return TypedResults.Created($"/api/v1/strategies/{created.StrategyId}", created);
    }

    private static async Task<Results<Ok<StrategyDetail>, ProblemHttpResult>> ReadAsync(
        int id, HttpResponse response, ApiDbContext db, StrategyView view, CancellationToken ct)
    {
        var strategy = await db.FindStrategyAsync(id, ct);
        if (strategy is null) return StrategyProblems.NotFound(id);
        var definition = await StrategyDefinitions.FullAsync(db, id, strategy.CurrentVersion, ct);
        response.Headers.ETag = TagOf(strategy);
        return TypedResults.Ok(view.Detail(strategy, definition!));
    }

    private static async Task<Results<Ok<StrategyUpdated>, ProblemHttpResult>> UpdateAsync(
        int id, HttpRequest request, ClaimsPrincipal caller, StrategyChanges changes, CancellationToken ct)
    {
        var (body, malformed) = await StrategyBody.ReadAsync(request, ct);
        if (body is null) return malformed!;
        var ifMatch = request.Headers.IfMatch.ToString();
        var (updated, problem) = await changes.UpdateAsync(
            id, body.Request, ifMatch.Length == 0 ? null : ifMatch, caller.UserId(), ct);
        if (updated is null) return problem!;
        return TypedResults.Ok(updated);
    }

    private static async Task<Results<Ok<StrategyDeleted>, ProblemHttpResult>> DeleteAsync(
        int id, StrategyChanges changes, CancellationToken ct) =>
        await changes.DeleteAsync(id, ct)
            ? TypedResults.Ok(new StrategyDeleted(id, "deleted"))
            : StrategyProblems.NotFound(id);
}
