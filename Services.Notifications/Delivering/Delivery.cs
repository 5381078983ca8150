using System.Diagnostics;
using System.Security.Cryptography;
using BtcWatcher.ServiceDefaults;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.History;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BtcWatcher.Services.Notifications.Delivering;

/// <summary>One attempt of one notification, from its channel to the stored outcome.</summary>
internal sealed class Delivery(
    IServiceScopeFactory scopes, IEnumerable<IChannelSender> senders, IOptionsMonitor<NotificationsOptions> options,
    TimeProvider clock, ILogger<Delivery> logger)
{
    private static readonly TimeSpan StorePause = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(Notification notification, CancellationToken ct)
    {
        _ = ActivityContext.TryParse(notification.Traceparent, null, isRemote: false, out var parent);
        using var activity = Telemetry.Source.StartActivity("deliver notification", ActivityKind.Client, parent);
        activity?.SetTag("notification.id", notification.Id).SetTag("notification.channel", notification.Channel)
            .SetTag("signal.id", notification.SignalId).SetTag("notification.attempt", notification.Attempts);

        var outcome = await SendAsync(notification, ct);
        activity?.SetTag("notification.outcome", outcome.Kind.ToString());
        if (outcome.Kind != OutcomeKind.Delivered) activity?.SetStatus(ActivityStatusCode.Error, outcome.Answer);
        var next = NextAttempt(notification, outcome);
        Tell(notification, outcome, next);
        await StoreAsync(notification, outcome, next, ct);
    }

    private async Task<Outcome> SendAsync(Notification notification, CancellationToken ct)
    {
        try
        {
            var channel = await ChannelAsync(notification.ChannelId, ct);
            if (channel is null) return Outcome.Refused("The channel was deleted.");
            var sender = senders.Single(sender => sender.Kind == channel.Kind);
            return await sender.SendAsync(channel, Outgoing.Of(notification), ct);
        }
        catch (NpgsqlException fault) when (TransientFaults.Is(fault))
        {
            return Outcome.TryAgain($"The channel could not be read: {fault.Message}");
        }
        catch (CryptographicException)
        {
            return Outcome.Refused(
                "The channel's secrets were sealed with another installation key: enter them again.");
        }
    }

    private async Task<Channel?> ChannelAsync(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DeliveryStore>().ChannelAsync(id, ct);
    }

    private DateTimeOffset? NextAttempt(Notification notification, Outcome outcome) =>
        outcome.Kind == OutcomeKind.TryAgain
        && RetryPolicy.Of(options.CurrentValue).DelayAfter(notification.Attempts, outcome.RetryAfter) is { } delay
            ? clock.GetUtcNow() + delay
            : null;

    // It has been sent (or not): that must be stored, and only the end of the lease ends the trying.
    private async Task StoreAsync(
        Notification notification, Outcome outcome, DateTimeOffset? next, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var store = scope.ServiceProvider.GetRequiredService<DeliveryStore>();
                await store.StoreAsync(notification, outcome, next, ct);
                return;
            }
            catch (Exception fault) when (TransientFaults.Is(fault))
            {
                if (ct.IsCancellationRequested || clock.GetUtcNow() >= notification.LeaseUntil)
                {
                    Log.OutcomeLost(logger, notification.Id, fault.Message);
                    return;
                }

                await Task.Delay(StorePause, clock, CancellationToken.None);
            }
        }
    }

    private void Tell(Notification notification, Outcome outcome, DateTimeOffset? next)
    {
        if (outcome.Kind == OutcomeKind.Delivered)
        {
            Log.Delivered(logger, notification.Id, notification.Channel, notification.Attempts);
            NotificationMetrics.Delivered(notification.Channel, clock.GetUtcNow() - notification.CreatedAt);
        }
        else if (next is { } at)
        {
            Log.WillRetry(logger, notification.Id, notification.Channel, notification.Attempts, at, outcome.Answer);
        }
        else
        {
            Log.Failed(logger, notification.Id, notification.Channel, notification.Attempts, outcome.Answer);
            NotificationMetrics.Failed(notification.Channel);
        }
    }
}
