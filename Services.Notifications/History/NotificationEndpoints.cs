using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Notifications.Delivering;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Notifications.History;

internal static class NotificationEndpoints
{
    private const int LargestPage = 500;

    public static RouteGroupBuilder MapHistory(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/notifications").WithTags("Notifications");
        group.MapGet("/", ListAsync).WithName("ListNotifications").RequireAuthorization(Policies.Viewer);
        group.MapGet("/{id:guid}", GetAsync).WithName("GetNotification").RequireAuthorization(Policies.Viewer);
        group.MapPost("/{id:guid}/retry", RetryAsync).WithName("RetryNotification")
            .RequireAuthorization(Policies.Operator);
        return group;
    }

    private static async Task<Results<Ok<Page<NotificationView>>, ProblemHttpResult>> ListAsync(
        [AsParameters] HistoryQuery query, NotificationsDbContext db, CancellationToken ct)
    {
        if (query.Limit is < 1 or > LargestPage) return BadQuery("limit", $"1 to {LargestPage}");
        if (!Paging.TryRead(query.After, out var before)) return BadQuery("after", "the 'next' of an earlier page");
        if (!query.TryApply(db.Notifications.AsNoTracking(), out var rows, out var wrong))
        {
            return BadQuery(wrong, "one of the documented values");
        }

        var count = query.Total == false ? (long?)null : await rows.LongCountAsync(ct);
        if (before is { } id) rows = rows.Where(row => row.Id < id);
        var limit = query.Limit ?? 50;
        var page = await rows.OrderByDescending(row => row.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(Paging.Page(page, limit, row => row.Id, NotificationView.Of, count));
    }

    private static async Task<Results<Ok<NotificationView>, ProblemHttpResult>> GetAsync(
        Guid id, NotificationsDbContext db, CancellationToken ct) =>
        await db.Notifications.FindAsync([id], ct) is { } row
            ? TypedResults.Ok(NotificationView.Of(row))
            : NotFound(id);

    /// <summary>Tries a failed notification again, from the first attempt on.</summary>
    private static async Task<Results<Accepted<NotificationView>, ProblemHttpResult>> RetryAsync(
        Guid id, NotificationsDbContext db, DeliveryWake wake, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var again = await db.Notifications
            .Where(row => row.Id == id && row.State == NotificationState.Failed
                && db.Channels.Any(channel => channel.Id == row.ChannelId && channel.Enabled))
            .ExecuteUpdateAsync(
                row => row.SetProperty(n => n.State, NotificationState.Pending).SetProperty(n => n.DueAt, now)
                    .SetProperty(n => n.Attempts, 0), ct);
        if (await db.Notifications.FindAsync([id], ct) is not { } changed) return NotFound(id);
        if (again == 0)
        {
            return Problems.Of(
                409, "notifications:not_retryable", "Cannot be tried again",
                "Only a failed notification of a channel that exists and is switched on can be tried again.");
        }

        wake.Set();
        return TypedResults.Accepted($"/api/v1/notifications/{id}", NotificationView.Of(changed));
    }

    private static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        404, "notifications:not_found", "No such notification",
        $"There is no notification {id}; list them at /api/v1/notifications.");

    private static ProblemHttpResult BadQuery(string name, string expected) =>
        Problems.Of(400, "http:bad_query", "A query value is not valid", $"'{name}' must be {expected}.");
}
