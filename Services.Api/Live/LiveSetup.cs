namespace BtcWatcher.Services.Api.Live;

internal static class LiveSetup
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().BindConfiguration(LiveOptions.Section)
            .Validate(
                options => options is { QueueLength: >= 1 and <= 100_000, MaxClients: >= 1 }
                    && options.PingInterval > TimeSpan.Zero && options.CheckInterval > TimeSpan.Zero
                    && options.SendTimeout > TimeSpan.Zero,
                "Live: QueueLength must be 1 to 100000, MaxClients at least 1, and the intervals positive.")
            .ValidateOnStart();
        services.AddSingleton<LiveHub>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveHub>());
        services.AddSingleton<LiveFeed>();
    }
}
