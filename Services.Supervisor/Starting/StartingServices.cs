using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Lifecycle;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Starting;

internal static class StartingServices
{
    public static void AddStarting(this IServiceCollection services)
    {
        services.AddOptions<StartingOptions>().BindConfiguration(StartingOptions.Section).ValidateDataAnnotations()
            .Validate(options => options.WeightPerMinute.Values.All(weight => weight > 0),
                "Starting:WeightPerMinute: each exchange's weight must be above 0.")
            .ValidateOnStart();
        services.AddSingleton<MachineRoom>().AddSingleton<AddressLoads>().AddSingleton<ExchangeWarnings>();
        services.AddSingleton(provider => AdmissionRule.Of(
            Environment.ProcessorCount, provider.GetRequiredService<IOptions<InstancesOptions>>().Value.MaxStarting));
        services.AddSingleton(provider =>
            provider.GetRequiredService<IOptions<InstallationOptions>>().Value.Simulated ? StaggerRule.None
                : StaggerRule.Of(provider.GetRequiredService<IOptions<StartingOptions>>().Value));
        services.AddSingleton(provider => new StartGate(
            provider.GetRequiredService<FleetState>(), provider.GetRequiredService<MachineRoom>().Read,
            provider.GetRequiredService<AddressLoads>(), provider.GetRequiredService<ExchangeWarnings>(),
            provider.GetRequiredService<AdmissionRule>(), provider.GetRequiredService<StaggerRule>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CapacityAlert>()
            .AddHostedService(provider => provider.GetRequiredService<CapacityAlert>());
    }
}
