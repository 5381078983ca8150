namespace BtcWatcher.Services.Api.Strategies;

internal static class StrategiesSetup
{
    public static void AddStrategies(this IServiceCollection services)
    {
        services.AddOptions<StrategiesOptions>().BindConfiguration(StrategiesOptions.Section)
            .Validate(
                options => options.Directory.Length == 0 || Directory.Exists(options.Directory),
                "Strategies:Directory names a folder that does not exist; it must hold the shipped strategies.")
            .ValidateOnStart();
        services.AddSingleton<ShippedStrategies>();
        services.AddSingleton<StrategyDefinitions>();
        services.AddSingleton<StrategyStates>();
        services.AddSingleton<StrategyView>();
        services.AddSingleton<Neighbours>();
        services.AddSingleton<SupervisorStreams>();
        services.AddScoped<Scanning.CodeScan>();
        services.AddScoped<Scanning.Preflight>();
        services.AddScoped<Drafts.DraftStore>();
        services.AddScoped<Adoption.AdoptEndpoint>();
        services.AddScoped<StrategyCreation>();
        services.AddScoped<StrategyChanges>();
        services.AddScoped<BulkActions>();
        services.AddScoped<Versions.VersionHistory>();
        services.AddHostedService<StateRefresh>();
    }
}
