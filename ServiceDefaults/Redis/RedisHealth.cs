using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace BtcWatcher.ServiceDefaults.Redis;

internal sealed class RedisHealth(IConnectionMultiplexer redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await redis.GetDatabase().PingAsync().WaitAsync(TimeSpan.FromSeconds(3), cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
