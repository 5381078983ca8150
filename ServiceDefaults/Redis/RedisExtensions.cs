using BtcWatcher.ServiceDefaults.Redis;
using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace BtcWatcher.ServiceDefaults;

/// <summary>The installation's cache of latest states. It may be emptied at any time.</summary>
public static class RedisExtensions
{
    private const string Connection = "redis";

    /// <summary>Adds one connection for the process, which comes back by itself.</summary>
    public static WebApplicationBuilder AddRedis(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConnectionMultiplexer>(provider =>
        {
            var text = provider.GetRequiredService<IConfiguration>().GetConnectionString(Connection)
                ?? throw new InvalidOperationException(
                    $"ConnectionStrings:{Connection} is missing. "
                    + $"The AppHost gives it as ConnectionStrings__{Connection}.");
            var options = ConfigurationOptions.Parse(text);
            options.AbortOnConnectFail = false;
            options.ConnectRetry =
                (provider.GetService<PerformanceSettings>() ?? new PerformanceSettings()).RedisRetryAttempts;
            return ConnectionMultiplexer.Connect(options);
        });
        builder.Services.AddHealthChecks().AddCheck<RedisHealth>("redis");
        return builder;
    }
}
