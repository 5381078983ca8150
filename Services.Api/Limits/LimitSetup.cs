using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Auth;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BtcWatcher.Services.Api.Limits;

/// <summary>Bounds of what comes in: requests of a user and of an address, bodies, slow headers.</summary>
internal static class LimitSetup
{
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>>((kestrel, limits) =>
        {
            kestrel.Limits.MaxRequestBodySize = limits.Value.BodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.Value.HeaderSeconds);
        });
        services.AddRateLimiter(limiter => limiter.OnRejected = RefuseAsync);
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>((limiter, limits) =>
        {
            if (limits.Value.Enabled) limiter.GlobalLimiter = Of(limits.Value);
        });
    }

    private static PartitionedRateLimiter<HttpContext> Of(LimitOptions limits) =>
        PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => IsFree(context)
                ? RateLimitPartition.GetNoLimiter("")
                : Bucket(context.Address(), limits.AddressBurst, limits.AddressPerSecond)),
            PartitionedRateLimiter.Create<HttpContext, string>(context =>
                IsFree(context) || context.User.FindFirstValue(JwtRegisteredClaimNames.Sub) is not { } user
                ? RateLimitPartition.GetNoLimiter("")
                : Bucket(user, limits.UserBurst, limits.UserPerSecond)));

    // Other services ask as often as they must, and who watches whether this one lives must not be turned away.
    private static bool IsFree(HttpContext context) =>
        context.User.IsInRole(Policies.Service) || context.Request.Path.StartsWithSegments("/health");

    private static RateLimitPartition<string> Bucket(string key, int burst, int perSecond) =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = true,
        });

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken ct)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
            ? after : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        rejected.HttpContext.Response.Headers.RetryAfter = seconds;
        await Problems.Of(
            StatusCodes.Status429TooManyRequests, "http:429", "Too many requests",
            $"You, or others at your address, ask too often. Try again in {seconds} s.")
            .ExecuteAsync(rejected.HttpContext);
    }
}
