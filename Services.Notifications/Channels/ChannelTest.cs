using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Notifications.Delivering;
using BtcWatcher.Services.Notifications.Templates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Notifications.Channels;

/// <summary>The provider took the test message.</summary>
/// <param name="Answer">What it answered, such as HTTP 200 with the beginning of the body.</param>
internal sealed record ChannelTestResult(bool Delivered, string Answer, double DurationMs);

internal static class ChannelTest
{
    /// <summary>
    /// Really sends, also on a channel that is switched off. Not delivered: 502 with the provider's answer.
    /// </summary>
    public static async Task<Results<Ok<ChannelTestResult>, ProblemHttpResult>> SendAsync(
        Guid id, NotificationsDbContext db, IEnumerable<IChannelSender> senders,
        IOptions<InstallationOptions> installation, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Channels.FindAsync([id], ct) is not { } channel) return ChannelProblems.NotFound(id);

        var simulated = installation.Value.Simulated;
        var began = clock.GetTimestamp();
        var outcome = await senders.Single(sender => sender.Kind == channel.Kind).SendAsync(channel, new Outgoing
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Kind = NotificationKind.Test,
            Priority = SignalPriority.P0,
            Message = SystemTexts.Test(channel.Name, simulated, channel.Language),
            CreatedAt = clock.GetUtcNow(),
            Simulated = simulated,
        }, ct);
        return outcome.Kind == OutcomeKind.Delivered
            ? TypedResults.Ok(
                new ChannelTestResult(true, outcome.Answer, clock.GetElapsedTime(began).TotalMilliseconds))
            : ChannelProblems.TestFailed(outcome.Answer);
    }
}
