using BtcWatcher.Services.Supervisor.Upgrades;

namespace BtcWatcher.Services.Supervisor.Versions;

internal static class VersionServices
{
    public static void AddVersions(this IServiceCollection services)
    {
        services.AddOptions<VersionOptions>().BindConfiguration(VersionOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<VersionFolders>().AddSingleton<VersionStore>().AddSingleton<Programs>();
        services.AddSingleton<ProgramRunner>().AddSingleton<ProgramQuestions>().AddSingleton<StrategyListing>();
        services.AddSingleton<Canary>().AddSingleton<VersionVerification>();
        services.AddSingleton<InstallSteps>().AddSingleton<VersionInstall>().AddSingleton<VersionRegistration>();
        services.AddSingleton<VersionRemoval>().AddSingleton<VersionViews>();
        services.AddSingleton<VersionWork>()
            .AddHostedService(provider => provider.GetRequiredService<VersionWork>());
        services.AddSingleton<UpgradeStore>().AddSingleton<UpgradesAtStart>().AddSingleton<HeldInstances>();
        services.AddSingleton<DatabaseBackup>().AddSingleton<Preflight>().AddSingleton<MemberSwitch>();
        services.AddSingleton<HealthWatch>().AddSingleton<UpgradeWaves>().AddSingleton<UpgradeRollback>();
        services.AddSingleton<UpgradeAlerts>().AddSingleton<UpgradeRequests>();
        services.AddSingleton<UpgradeLoop>()
            .AddHostedService(provider => provider.GetRequiredService<UpgradeLoop>());
    }
}
