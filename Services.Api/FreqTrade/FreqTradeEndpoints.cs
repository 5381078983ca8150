using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Audit;
using Answer = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult, Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace BtcWatcher.Services.Api.FreqTrade;

/// <summary>A release to install with Python packages beside its own, or the command of an installed program.</summary>
internal sealed record InstallFreqTrade(
    string? Version, string? Command, IReadOnlyList<string>? Packages, string? Image);

internal sealed record UpgradeFreqTrade(string? TargetVersion);

/// <summary>/api/v1/freqtrade: the public door to the versions of FreqTrade; the supervisor does the work.</summary>
internal static class FreqTradeEndpoints
{
    public static void MapFreqTrade(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/freqtrade").WithTags("FreqTrade").RequireAuthorization(Policies.Viewer);
        group.MapGet("/versions", (HttpContext context, FreqTradeDoor door, CancellationToken ct) =>
            door.AskAsync(context, HttpMethod.Get, "/versions", null, ct)).WithName("ListFreqTradeVersions");
        group.MapGet("/versions/{version}", ReadAsync).WithName("ReadFreqTradeVersion");
        group.MapGet("/version/current", (HttpContext context, FreqTradeDoor door, CancellationToken ct) =>
            door.AskAsync(context, HttpMethod.Get, "/version/current", null, ct)).WithName("CurrentFreqTrade");
        group.MapGet("/history", (HttpContext context, FreqTradeDoor door, CancellationToken ct) =>
            door.AskAsync(context, HttpMethod.Get, "/history" + context.Request.QueryString, null, ct))
            .WithName("FreqTradeHistory");
        group.MapGet("/upgrades/{id:guid}", (Guid id, HttpContext context, FreqTradeDoor door, CancellationToken ct) =>
            door.AskAsync(context, HttpMethod.Get, $"/upgrades/{id}", null, ct)).WithName("ReadFreqTradeUpgrade");
        group.MapChanges();
    }

    private static void MapChanges(this RouteGroupBuilder group)
    {
        group.MapPost("/install", InstallAsync).RequireAuthorization(Policies.Admin).WithName("InstallFreqTrade");
        group.MapPost("/versions/{version}/verify", VerifyAsync).RequireAuthorization(Policies.Admin)
            .WithName("VerifyFreqTrade");
        group.MapDelete("/versions/{version}", RemoveAsync).RequireAuthorization(Policies.Admin)
            .WithName("RemoveFreqTrade");
        group.MapPost("/upgrade", UpgradeAsync).RequireAuthorization(Policies.Admin).WithName("UpgradeFreqTrade");
        group.MapPost("/rollback", RollBackAsync).RequireAuthorization(Policies.Admin).WithName("RollBackFreqTrade");
    }

    private static Task<Answer> ReadAsync(
        string version, HttpContext context, FreqTradeDoor door, CancellationToken ct) =>
        door.AskAsync(context, HttpMethod.Get, PathOf(version), null, ct);

    private static Task<Answer> InstallAsync(
        InstallFreqTrade body, HttpContext context, FreqTradeActions actions, CancellationToken ct) =>
        actions.AskAsync(
            context, new(AuditActions.FreqTradeInstall, body.Version), HttpMethod.Post, "/install", body, ct);

    private static Task<Answer> VerifyAsync(
        string version, HttpContext context, FreqTradeActions actions, CancellationToken ct) => actions.AskAsync(
            context, new(AuditActions.FreqTradeVerify, version), HttpMethod.Post, PathOf(version) + "/verify", null,
            ct);

    private static Task<Answer> RemoveAsync(
        string version, HttpContext context, FreqTradeActions actions, CancellationToken ct) => actions.AskAsync(
            context, new(AuditActions.FreqTradeRemove, version), HttpMethod.Delete, PathOf(version), null, ct);

    private static Task<Answer> UpgradeAsync(
        UpgradeFreqTrade body, ClaimsPrincipal caller, HttpContext context, FreqTradeActions actions,
        CancellationToken ct) => actions.AskAsync(
            context, new(AuditActions.FreqTradeUpgrade, body.TargetVersion), HttpMethod.Post, "/upgrade",
            new { body.TargetVersion, RequestedBy = NameOf(caller) }, ct);

    private static Task<Answer> RollBackAsync(
        ClaimsPrincipal caller, HttpContext context, FreqTradeActions actions, CancellationToken ct) =>
        actions.AskAsync(context, new(AuditActions.FreqTradeRollback, null), HttpMethod.Post, "/rollback",
            new { RequestedBy = NameOf(caller) }, ct);

    private static string PathOf(string version) => "/versions/" + Uri.EscapeDataString(version);

    private static string? NameOf(ClaimsPrincipal caller) => caller.FindFirstValue(TokenClaims.Name);
}
