using BtcWatcher.ServiceDefaults;
using BtcWatcher.Services.Notifications.Alerts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Deciding;
using BtcWatcher.Services.Notifications.Delivering;
using BtcWatcher.Services.Notifications.Following;
using BtcWatcher.Services.Notifications.Inbox;
using BtcWatcher.Services.Notifications.Migrations;

namespace BtcWatcher.Services.Notifications;

internal static class NotificationsSetup
{
    public static WebApplicationBuilder AddNotifications(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("notifications");
        builder.AddDatabase<NotificationsDbContext>("notifications", NotificationsMigrations.All);
        builder.AddSettings();
        builder.AddMessaging(bus =>
        {
            bus.Shared<SignalsRecordedConsumer>();
            bus.Shared<AlertConsumers>();
            bus.Shared<InstanceConsumers>();
            bus.Each<SettingsChangedConsumer>();
        });
        builder.Services.AddOptions<NotificationsOptions>().BindConfiguration(NotificationsOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddChannels().AddDeciding().AddDelivering();
        return builder;
    }

    private static IServiceCollection AddChannels(this IServiceCollection services) => services
        .AddSingleton<ChannelVault>()
        .AddSingleton<ChannelFactory>()
        .AddSingleton<InboxAddress>()
        .AddHostedService<InboxSetup>();

    private static IServiceCollection AddDeciding(this IServiceCollection services) => services
        .AddSingleton<RulesInForce>()
        .AddSingleton<StrategyNames>()
        .AddScoped<Decider>()
        .AddScoped<AlertBook>()
        .AddHostedService<SignalFollower>();

    private static void AddDelivering(this IServiceCollection services)
    {
        services.AddSingleton<DeliveryWake>();
        services.AddSingleton<Delivery>();
        services.AddScoped<DeliveryStore>();
        services.AddScoped<DigestMaker>();
        services.AddSingleton<IChannelSender, WebhookSender>();
        services.AddSingleton<IChannelSender, EmailSender>();
        services.AddHttpClient(WebhookSender.ClientName).ConfigurePrimaryHttpMessageHandler(WebhookHandler.Create);
        services.AddHostedService<DeliveryLoop>();
    }
}
