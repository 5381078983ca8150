using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Following;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Notifications.Inbox;

/// <summary>
/// Gives a new simulated installation a webhook channel to its own inbox, so that deliveries are seen without any
/// set-up. It disturbs nobody, so it has no limits. Whoever deletes it is not given it again.
/// </summary>
internal sealed class InboxSetup(
    IServiceScopeFactory scopes, ChannelVault vault, IOptions<InstallationOptions> installation, TimeProvider clock,
    ILogger<InboxSetup> logger) : IHostedService
{
    public const string ChannelName = "Demo inbox";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!installation.Value.Simulated) return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockDecisionsAsync(cancellationToken);
        if (await db.Marks.AnyAsync(mark => mark.Name == Mark.DemoInbox, cancellationToken)) return;

        db.Marks.Add(new Mark { Name = Mark.DemoInbox, Value = 1 });
        db.Channels.Add(Channel(clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Log.InboxCreated(logger, ChannelName);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Channel Channel(DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = ChannelName,
        Kind = ChannelKind.Webhook,
        Template = TemplateKind.Detailed,
        MinLevel = SignalLevel.Ignore,
        Limited = false,
        BuiltIn = true,
        ConfigSealed = vault.Seal(new WebhookConfig()),
        CreatedAt = now,
        UpdatedAt = now,
    };
}
