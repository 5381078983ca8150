using BtcWatcher.Services.Gateway.Access;
using BtcWatcher.Services.Gateway.Forwarding;
using BtcWatcher.Services.Gateway.Routes;
using BtcWatcher.Services.Gateway.Status;
using MassTransit;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway;

internal static class GatewaySetup
{
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsRules>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<RouteStore>();
        services.AddSingleton<RouteRequests>();
        services.AddSingleton<RouteFetch>();
        services.AddSingleton<DriftAlert>();
        services.AddReceiveEndpointObserver<BrokerReturn>();
        services.AddSingleton<RouteRefresh>();
        services.AddHostedService(provider => provider.GetRequiredService<RouteRefresh>());
        services.AddHealthChecks().AddCheck<RoutesReadiness>("routes");
        services.AddSingleton<SignInQuestions>();
        services.AddSingleton<BasicSignIn>();
        services.AddSingleton<TokenCalls>();
        services.AddSingleton<OpenSockets>();
        services.AddHostedService(provider => provider.GetRequiredService<OpenSockets>());
        services.AddSingleton<CallerCheck>();
        services.AddSingleton<Upstream>();
        services.AddHttpForwarder();
        // Whatever ends a call is told once, in our own words: a page that is closed is worth no stack.
        builder.Logging.AddFilter("Yarp.ReverseProxy", LogLevel.Error);
        services.AddSingleton<InstanceTokens>();
        services.AddSingleton<SharedAnswers>();
        services.AddSingleton<CallLimits>();
        services.AddSingleton<InstanceForwarder>();
        services.AddSingleton<InstanceCalls>();
        services.AddSingleton<SocketForwarder>();
        services.AddSingleton<StrategyForwarder>();
        services.AddSingleton<InstanceQuestions>();
        services.AddSingleton<StatusRound>();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<GatewayOptions>>(Allow);
        return builder;
    }

    /// <summary>
    /// Before everything else: CORS headers belong on every answer, and the websocket's token in no log.
    /// </summary>
    public static WebApplication UseGateway(this WebApplication app)
    {
        app.UseCors();
        app.UseMiddleware<WebSocketToken>();
        return app;
    }

    // FreqUI needs its exact origin and credentials; 600 s cut its preflights from 15 to 1 a minute and bot (facts, 9).
    private static void Allow(CorsOptions cors, IOptions<GatewayOptions> options) =>
        cors.AddDefaultPolicy(policy => policy
        .WithOrigins(options.Value.CorsOrigins).AllowCredentials()
        .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS").WithHeaders("authorization", "content-type")
        .WithExposedHeaders("Retry-After").SetPreflightMaxAge(TimeSpan.FromSeconds(600)));
}
