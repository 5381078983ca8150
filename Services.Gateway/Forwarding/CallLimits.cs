using System.Threading.RateLimiting;
using BtcWatcher.Services.Gateway.Access;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>
/// How often one user may call one instance, so that a polling page does not starve its trading loop. Who calls
/// without a token (ping) is told by the address.
/// </summary>
internal sealed class CallLimits : IDisposable
{
    private static readonly Refusal TooOften =
        new(429, "Too many calls to this strategy; wait a second.") { RetryAfter = 1 };

    private readonly PartitionedRateLimiter<Key>? _limiter;
    private readonly GatewayMetrics _metrics;

    public CallLimits(IOptions<GatewayOptions> options, GatewayMetrics metrics)
    {
        _metrics = metrics;
        if (options.Value.CallsPerSecond == 0) return;
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(options.Value.CallBurst, options.Value.CallsPerSecond),
            TokensPerPeriod = options.Value.CallsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = true,
        };
        // Its partitions go when they have been full for a while.
        _limiter = PartitionedRateLimiter.Create<Key, Key>(
            key => RateLimitPartition.GetTokenBucketLimiter(key, _ => bucket));
    }

    /// <summary>Null when the call may be made.</summary>
    public Refusal? Take(Caller caller, HttpContext context, int strategyId)
    {
        if (_limiter is null) return null;
        var address = caller.UserId == Guid.Empty ? context.Connection.RemoteIpAddress?.ToString() : null;
        using var lease = _limiter.AttemptAcquire(new(caller.UserId, address, strategyId));
        if (lease.IsAcquired) return null;
        _metrics.CallLimited();
        return TooOften;
    }

    public void Dispose() => _limiter?.Dispose();

    private readonly record struct Key(Guid User, string? Address, int Strategy);
}
