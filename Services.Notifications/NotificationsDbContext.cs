using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Database;
using BtcWatcher.Services.Notifications.Alerts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Following;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Services.Notifications.Inbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BtcWatcher.Services.Notifications;

internal sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options)
    : ServiceDbContext(options)
{
    public DbSet<Channel> Channels => Set<Channel>();

    public DbSet<Notification> Notifications => Set<Notification>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<AlertResolution> AlertResolutions => Set<AlertResolution>();

    public DbSet<InboxMessage> InboxMessages => Set<InboxMessage>();

    public DbSet<Mark> Marks => Set<Mark>();

    /// <summary>Waits for the one place where limits are counted; held until the transaction ends.</summary>
    public Task LockDecisionsAsync(CancellationToken ct) => Database.ExecuteSqlRawAsync(
        "SELECT pg_advisory_xact_lock(hashtextextended('btcwatcher:notifications:decide', 0))", ct);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<ChannelKind>().HaveConversion<EnumText<ChannelKind>>();
        configurationBuilder.Properties<ChannelLanguage>().HaveConversion<EnumText<ChannelLanguage>>();
        configurationBuilder.Properties<TemplateKind>().HaveConversion<EnumText<TemplateKind>>();
        configurationBuilder.Properties<NotificationKind>().HaveConversion<EnumText<NotificationKind>>();
        configurationBuilder.Properties<NotificationState>().HaveConversion<EnumText<NotificationState>>();
        configurationBuilder.Properties<HoldReason>().HaveConversion<EnumText<HoldReason>>();
        configurationBuilder.Properties<SignalLevel>().HaveConversion<EnumText<SignalLevel>>();
        configurationBuilder.Properties<SignalPriority>().HaveConversion<EnumText<SignalPriority>>();
        configurationBuilder.Properties<AlertSeverity>().HaveConversion<EnumText<AlertSeverity>>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Channel>(channel =>
        {
            channel.PrimitiveCollection(c => c.Priorities).ElementType().HasConversion<EnumText<SignalPriority>>();
            channel.PrimitiveCollection(c => c.Kinds).ElementType().HasConversion<EnumText<NotificationKind>>();
        });
        modelBuilder.Entity<AlertResolution>().HasKey(resolution => resolution.Key);
        modelBuilder.Entity<Mark>().HasKey(mark => mark.Name);
        modelBuilder.Entity<InboxMessage>().Property(message => message.Id).UseIdentityAlwaysColumn();
    }

    /// <summary>Enums are stored under the names that JSON gives them.</summary>
    private sealed class EnumText<T>() : ValueConverter<T, string>(value => Write(value), text => Read(text))
        where T : struct, Enum
    {
        private static string Write(T value) =>
            JsonSerializer.SerializeToElement(value, MessageJson.Options).GetString()!;

        private static T Read(string text) => JsonSerializer.Deserialize<T>($"\"{text}\"", MessageJson.Options);
    }
}
