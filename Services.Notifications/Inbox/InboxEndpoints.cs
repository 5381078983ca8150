using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Notifications.Inbox;

/// <summary>
/// A receiver for trying out: what is posted to it over HTTP, as to any other webhook receiver, can be read by users.
/// It keeps the last hundred.
/// </summary>
internal static class InboxEndpoints
{
    private const int Kept = 100;
    private const int LargestBody = 256 * 1024;

    public static void MapInbox(this IEndpointRouteBuilder routes)
    {
        // The secret in the path is the receiver's own check; FreqTrade-like senders cannot do more either.
        routes.MapPost("/demo/inbox/{secret}", ReceiveAsync).WithName("ReceiveInDemoInbox").WithTags("Demo inbox")
            .AllowAnonymous();
        routes.MapGet("/api/v1/notifications/inbox", ListAsync).WithName("ListDemoInbox").WithTags("Demo inbox")
            .RequireAuthorization(Policies.Viewer);
    }

    private static async Task<Results<Ok<InboxReceipt>, ProblemHttpResult>> ReceiveAsync(
        string secret, HttpRequest request, NotificationsDbContext db, InboxAddress address, TimeProvider clock,
        CancellationToken ct)
    {
        if (!address.IsSecret(secret))
        {
            return Problems.Of(404, "notifications:no_inbox", "No such inbox", "The address is not known.");
        }

        if (request.ContentLength is null or > LargestBody)
        {
            return Problems.Of(
                413, "notifications:too_large", "Too large", "Send at most 256 KiB, with a Content-Length.");
        }

        if (await ReadAsync(request, ct) is not { } content)
        {
            return Problems.Of(400, "notifications:not_json", "Not JSON", "Post a JSON object.");
        }

        var message = new InboxMessage
        {
            ReceivedAt = clock.GetUtcNow(),
            Title = content["title"] is JsonValue title ? title.ToString() : "",
            Content = content.ToJsonString(),
        };
        db.InboxMessages.Add(message);
        await db.SaveChangesAsync(ct);
        await db.InboxMessages.Where(old => old.Id <= message.Id - Kept).ExecuteDeleteAsync(ct);
        return TypedResults.Ok(new InboxReceipt("received"));
    }

    private static async Task<JsonObject?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: ct) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<Ok<InboxPage>> ListAsync(NotificationsDbContext db, CancellationToken ct)
    {
        var messages =
            await db.InboxMessages.AsNoTracking().OrderByDescending(message => message.Id).Take(Kept).ToListAsync(ct);
        return TypedResults.Ok(new InboxPage(
            [.. messages.Select(
                message => new InboxItem(message.ReceivedAt, message.Title, JsonNode.Parse(message.Content)))],
            null, messages.Count));
    }
}

internal sealed record InboxReceipt(string Status);

/// <summary>One delivery as it arrived: when, its title, and the whole JSON.</summary>
internal sealed record InboxItem(DateTimeOffset ReceivedAt, string Title, JsonNode? Content);

internal sealed record InboxPage(IReadOnlyList<InboxItem> Items, string? Next, long? Total);
