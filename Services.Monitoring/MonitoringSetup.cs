using BtcWatcher.ServiceDefaults;
using BtcWatcher.Services.Monitoring.Broker;
using BtcWatcher.Services.Monitoring.Capacity;
using BtcWatcher.Services.Monitoring.Fleet;
using BtcWatcher.Services.Monitoring.Latest;
using BtcWatcher.Services.Monitoring.Machine;
using BtcWatcher.Services.Monitoring.Migrations;
using BtcWatcher.Services.Monitoring.Sampling;

namespace BtcWatcher.Services.Monitoring;

internal static class MonitoringSetup
{
    public static WebApplicationBuilder AddMonitoring(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("monitoring");
        builder.AddDatabase<MonitoringDbContext>("monitoring", MonitoringMigrations.All);
        builder.AddRedis();
        builder.AddSettings();
        builder.AddMessaging(bus =>
        {
            bus.Shared<FleetConsumers>();
            bus.Each<SettingsChangedConsumer>();
        });
        var services = builder.Services;
        services.AddOptions<MonitoringOptions>().BindConfiguration(MonitoringOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MachineReader>();
        services.AddSingleton<LatestStore>();
        services.AddSingleton<SupervisorClient>();
        services.AddSingleton<FleetBoard>();
        services.AddSingleton<FleetView>();
        services.AddSingleton<CapacityView>();
        services.AddSingleton<GatewayClient>();
        services.AddSingleton<UtilizationAlert>();
        services.AddSingleton<SamplePublisher>();
        services.AddSingleton<ErrorQueues>();
        services.AddHostedService<SystemSampler>();
        services.AddHostedService<StrategySampler>();
        services.AddHostedService<ErrorQueueWatch>();
        return builder;
    }
}
