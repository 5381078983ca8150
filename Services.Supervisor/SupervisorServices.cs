using BtcWatcher.Services.Supervisor.Desired;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Installation;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Logs;
using BtcWatcher.Services.Supervisor.Outbound;
using BtcWatcher.Services.Supervisor.Ports;
using BtcWatcher.Services.Supervisor.Probing;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Routes;
using BtcWatcher.Services.Supervisor.Scanning;
using BtcWatcher.Services.Supervisor.Starting;
using BtcWatcher.Services.Supervisor.Storage;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor;

internal static class SupervisorServices
{
    public static void AddSupervisor(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<InstancesOptions>().BindConfiguration(InstancesOptions.Section).ValidateDataAnnotations()
            .Validate(options => options.FirstRestartDelay <= options.LongestRestartDelay,
                "Instances:FirstRestartDelay must not be longer than Instances:LongestRestartDelay.")
            .ValidateOnStart();
        services.AddSingleton<IOptions<InstancesOptions>, InstancesInForce>();
        services.AddOptions<FreqTradeOptions>().BindConfiguration(FreqTradeOptions.Section);
        services.AddSingleton<InstanceFolders>().AddSingleton<ConfigWriter>();
        services.AddSingleton<InstanceStore>().AddSingleton<DesiredStore>().AddSingleton<DefinitionStore>();
        services.AddSingleton<FreqTradeCommand>().AddSingleton<InstanceProcesses>().AddSingleton<InstanceApi>();
        services.AddSingleton<DataApi>().AddSingleton<DataWatch>().AddSingleton<DataAlert>();
        services.AddSingleton(provider => new PortPool(
            provider.GetRequiredService<IOptions<InstancesOptions>>().Value.PortBase, LoopbackPort.IsFree));
        services.AddSingleton<FleetState>().AddSingleton<Adoption>().AddSingleton<KeeperLoop>();
        services.AddStarting();
        services.AddSingleton<InstanceStart>().AddSingleton<InstanceReady>().AddSingleton<InstanceStop>()
            .AddSingleton<InstanceEnd>();
        services.AddSingleton<SignalsQuestion>().AddSingleton<InstanceRemoval>();
        services.AddSingleton<InstallationGuard>().AddSingleton<SoleSupervisor>();
        services.AddScoped<RouteTableReader>();
        services.AddSingleton(provider => MemoryCgroups.Of(
            provider.GetRequiredService<IOptions<InstancesOptions>>().Value));
        services.AddSingleton<IsolationProbe>().AddSingleton<Isolation>()
            .AddHostedService(provider => provider.GetRequiredService<Isolation>());
        services.AddSingleton<OutboundRoutes>().AddSingleton<OutboundSync>()
            .AddHostedService(provider => provider.GetRequiredService<OutboundSync>());
        services.AddSingleton<Fleet>().AddHostedService(provider => provider.GetRequiredService<Fleet>());
        services.AddHostedService<ExitWatch>().AddHostedService<ProbeLoop>().AddHostedService<DesiredStateSync>();
        services.AddSingleton<ConfigRefresh>()
            .AddHostedService(provider => provider.GetRequiredService<ConfigRefresh>());
        services.AddOptions<ScanOptions>().BindConfiguration(ScanOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<NetworkCut>().AddSingleton<SandboxWatch>().AddSingleton<Sandbox>()
            .AddSingleton<StrategyScan>().AddHostedService(provider => provider.GetRequiredService<StrategyScan>());
        services.AddSingleton<LogStreams>().AddHostedService<LogRetention>();
        // After the fleet, and so ended before it.
        services.AddVersions();
        services.AddSingleton<FreqTradeCheck>()
            .AddHostedService(provider => provider.GetRequiredService<FreqTradeCheck>());
        services.AddHealthChecks().AddCheck<FreqTradeCheck>("freqtrade").AddCheck<Isolation>("isolation");
    }
}
