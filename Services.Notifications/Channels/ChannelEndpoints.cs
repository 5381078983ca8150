using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Services.Notifications.Inbox;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BtcWatcher.Services.Notifications.Channels;

/// <summary>
/// Everyone sees the channels, with secrets masked; only admins change them, for their addresses are trusted.
/// </summary>
internal static class ChannelEndpoints
{
    public static RouteGroupBuilder MapChannels(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/notifications/channels").WithTags("Notification channels");
        group.MapGet("/", ListAsync).WithName("ListChannels").RequireAuthorization(Policies.Viewer);
        group.MapGet("/{id:guid}", GetAsync).WithName("GetChannel").RequireAuthorization(Policies.Viewer);
        group.MapPost("/", CreateAsync).WithName("CreateChannel").RequireAuthorization(Policies.Admin);
        group.MapPut("/{id:guid}", ChangeAsync).WithName("ChangeChannel").RequireAuthorization(Policies.Admin);
        group.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteChannel").RequireAuthorization(Policies.Admin);
        group.MapPost("/{id:guid}/test", ChannelTest.SendAsync).WithName("TestChannel")
            .RequireAuthorization(Policies.Admin);
        return group;
    }

    private static async Task<Ok<ChannelList>> ListAsync(
        NotificationsDbContext db, ChannelVault vault, InboxAddress inbox, CancellationToken ct)
    {
        var channels = await db.Channels.AsNoTracking().OrderBy(channel => channel.CreatedAt).ToListAsync(ct);
        return TypedResults.Ok(new ChannelList(
            [.. channels.Select(channel => ChannelView.Of(channel, vault, inbox.Current))], null, channels.Count));
    }

    private static async Task<Results<Ok<ChannelView>, ProblemHttpResult>> GetAsync(
        Guid id, NotificationsDbContext db, ChannelVault vault, InboxAddress inbox, CancellationToken ct) =>
        await db.Channels.FindAsync([id], ct) is { } channel
            ? TypedResults.Ok(ChannelView.Of(channel, vault, inbox.Current))
            : ChannelProblems.NotFound(id);

    private static async Task<Results<Created<ChannelView>, ProblemHttpResult>> CreateAsync(
        ChannelRequest request, NotificationsDbContext db, ChannelVault vault, ChannelFactory factory,
        InboxAddress inbox, CancellationToken ct)
    {
        var errors = ChannelValidation.Check(request, request.Kind, request.Name);
        if (errors.Count > 0) return ChannelProblems.Invalid(errors);

        var channel = factory.Create(request, errors);
        if (errors.Count > 0) return ChannelProblems.Invalid(errors);

        db.Channels.Add(channel);
        if (!await SavedAsync(db, ct)) return ChannelProblems.NameTaken(channel.Name);
        return TypedResults.Created(
            $"/api/v1/notifications/channels/{channel.Id}", ChannelView.Of(channel, vault, inbox.Current));
    }

    private static async Task<Results<Ok<ChannelView>, ProblemHttpResult>> ChangeAsync(
        Guid id, ChannelRequest request, NotificationsDbContext db, ChannelVault vault, ChannelFactory factory,
        InboxAddress inbox, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockDecisionsAsync(ct);
        if (await db.Channels.FindAsync([id], ct) is not { } channel) return ChannelProblems.NotFound(id);

        var errors = ChannelValidation.Check(request, channel.Kind, request.Name ?? channel.Name);
        if (errors.Count == 0) factory.Change(channel, request, errors);
        if (errors.Count > 0) return ChannelProblems.Invalid(errors);

        if (!await SavedAsync(db, ct)) return ChannelProblems.NameTaken(channel.Name);
        if (!channel.Enabled) await GiveUpAsync(db, id, "The channel was switched off.", ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(ChannelView.Of(channel, vault, inbox.Current));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, NotificationsDbContext db, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockDecisionsAsync(ct);
        var deleted = await db.Channels.Where(channel => channel.Id == id).ExecuteDeleteAsync(ct);
        if (deleted == 0) return ChannelProblems.NotFound(id);

        await GiveUpAsync(db, id, "The channel was deleted.", ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    // What waited for the channel stays visible, and does not come as a flood when it is switched on again.
    private static Task<int> GiveUpAsync(NotificationsDbContext db, Guid id, string reason, CancellationToken ct) =>
        db.Notifications
            .Where(waiting => waiting.ChannelId == id
                && (waiting.State == NotificationState.Pending || waiting.State == NotificationState.Held))
            .ExecuteUpdateAsync(
                waiting => waiting.SetProperty(n => n.State, NotificationState.Failed)
                    .SetProperty(n => n.LastError, reason),
                ct);

    private static async Task<bool> SavedAsync(NotificationsDbContext db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException taken) when (
            taken.InnerException is PostgresException
            {
                SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "channels_name",
            })
        {
            return false;
        }
    }
}

/// <summary>All channels; they are few, so there is one page.</summary>
internal sealed record ChannelList(IReadOnlyList<ChannelView> Items, string? Next, long? Total);
