using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Notifications.Alerts;

internal enum AlertState { Open, Resolved }

/// <summary>An alert as it is shown; the title in both languages, title is the English one.</summary>
internal sealed record AlertView(
    Guid Id, string Key, AlertSeverity Severity, AlertState State, string Title, string TitleEn, string TitleZh,
    string Detail, int? StrategyId, DateTimeOffset RaisedAt, DateTimeOffset LastRaisedAt, int Times,
    DateTimeOffset? RunningAgainSince, DateTimeOffset? ResolvedAt,
    DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, bool Simulated)
{
    public static AlertView Of(Alert alert) => new(
        alert.Id, alert.Key, alert.Severity, alert.ResolvedAt is null ? AlertState.Open : AlertState.Resolved,
        alert.TitleEn, alert.TitleEn, alert.TitleZh, alert.Detail, alert.StrategyId, alert.RaisedAt, alert.LastRaisedAt,
        alert.Times,
        alert.ResolvedAt is null ? alert.RunningAgainSince : null, alert.ResolvedAt, alert.AcknowledgedAt, alert.AcknowledgedBy, alert.Simulated);
}

internal static class AlertEndpoints
{
    private const int LargestPage = 500;

    public static RouteGroupBuilder MapAlerts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/alerts").WithTags("Alerts");
        group.MapGet("/", ListAsync).WithName("ListAlerts").RequireAuthorization(Policies.Viewer);
        group.MapPost("/{id:guid}/acknowledge", AcknowledgeAsync).WithName("AcknowledgeAlert")
            .RequireAuthorization(Policies.Operator);
        return group;
    }

    private static async Task<Results<Ok<Page<AlertView>>, ProblemHttpResult>> ListAsync(
        NotificationsDbContext db, CancellationToken ct, string? state = null,
        [FromQuery(Name = "strategy_id")] int? strategyId = null,
        string? after = null, int limit = 50, bool total = true)
    {
        if (state is not (null or "open" or "resolved" or "all")) return BadQuery("state", "open, resolved or all");
        if (limit is < 1 or > LargestPage) return BadQuery("limit", $"1 to {LargestPage}");
        if (!Paging.TryRead(after, out var before)) return BadQuery("after", "the 'next' of an earlier page");

        var alerts = db.Alerts.AsNoTracking();
        if (state == "open") alerts = alerts.Where(alert => alert.ResolvedAt == null);
        if (state == "resolved") alerts = alerts.Where(alert => alert.ResolvedAt != null);
        if (strategyId is { } strategy) alerts = alerts.Where(alert => alert.StrategyId == strategy);
        var count = total ? await alerts.LongCountAsync(ct) : (long?)null;
        if (before is { } id) alerts = alerts.Where(alert => alert.Id < id);
        var rows = await alerts.OrderByDescending(alert => alert.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Paging.Page(rows, limit, alert => alert.Id, AlertView.Of, count));
    }

    private static async Task<Results<Ok<AlertView>, ProblemHttpResult>> AcknowledgeAsync(
        Guid id, HttpContext http, NotificationsDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Alerts.FindAsync([id], ct) is not { } alert)
        {
            return Problems.Of(
                404, "alerts:not_found", "No such alert", $"There is no alert {id}; list them at /api/v1/alerts.");
        }

        // The first one to acknowledge stays: doing it again changes nothing.
        alert.AcknowledgedAt ??= clock.GetUtcNow();
        alert.AcknowledgedBy ??= http.User.Identity?.Name ?? "unknown";
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(AlertView.Of(alert));
    }

    private static ProblemHttpResult BadQuery(string name, string expected) =>
        Problems.Of(400, "http:bad_query", "A query value is not valid", $"'{name}' must be {expected}.");
}
