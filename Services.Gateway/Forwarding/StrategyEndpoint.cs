namespace BtcWatcher.Services.Gateway.Forwarding;

internal static class StrategyEndpoint
{
    /// <summary>
    /// One pattern for every instance, so that a changed route rebuilds nothing. Anonymous, since the endpoint answers
    /// a missing token itself, in FreqTrade's shape, and ping needs none.
    /// </summary>
    public static void MapStrategies(this IEndpointRouteBuilder routes)
    {
        var forwarder = routes.ServiceProvider.GetRequiredService<StrategyForwarder>();
        routes.Map("/api/strategy/{id}/{**path}", forwarder.HandleAsync).WithName("Strategy").AllowAnonymous();
    }
}
