namespace BtcWatcher.Services.Api.Live;

internal static class LiveSetup
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddOptions<LiveOptions>().BindConfiguration(LiveOptions.Section)
            .Validate(
                options => options is
                {
                    QueueLength: >= 1 and <= 100_000, LogLength: >= 100 and <= 1_000_000, MaxReplay: >= 0,
                    MaxClients: >= 1,
                } && options.PingInterval > TimeSpan.Zero && options.CheckInterval > TimeSpan.Zero
                    && options.SendTimeout > TimeSpan.Zero && options.AskTimeout > TimeSpan.Zero,
                "Live: QueueLength must be 1 to 100000, LogLength 100 to 1000000, MaxReplay at least 0, MaxClients at "
                + "least 1, and the intervals positive.")
            .ValidateOnStart();
        services.AddSingleton<LiveHub>();
        services.AddSingleton<LiveRedis>();
        services.AddSingleton<LiveStream>();
        services.AddSingleton<SignalFollower>();
        services.AddSingleton<LogTails>();
        services.AddSingleton<LiveDesk>();
        services.AddSingleton<LiveFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveHub>());
        services.AddHostedService(provider => provider.GetRequiredService<LiveStream>());
        services.AddHostedService(provider => provider.GetRequiredService<SignalFollower>());
        services.AddHostedService<JobWatch>();
    }
}
