using System.Text.Json.Serialization;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Health;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace BtcWatcher.ServiceDefaults;

/// <summary>What every service of the installation has in common.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds JSON conventions, problem details, telemetry, health checks, tokens, keys and clients of the others.
    /// </summary>
    /// <param name="builder">The service's host.</param>
    /// <param name="serviceName">The resource name, such as api.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        builder.Configuration.AddOriginalVariables();
        var services = builder.Services;
        services.AddSingleton(new ServiceIdentity(serviceName));
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<InstallationOptions>().BindConfiguration(InstallationOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<InstallationKeys>();
        // Bodies of requests only: messages and answers of other services may have members that are new to us.
        services.ConfigureHttpJsonOptions(json =>
            MessageJson.Apply(json.SerializerOptions).UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow);
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddConsoleLog();
        builder.AddTelemetry(serviceName);
        services.AddServiceProblems();
        services.AddServiceAuth();
        services.AddServiceClients();
        services.AddHealthChecks();
        services.AddServiceOpenApi();
        return builder;
    }

    /// <summary>
    /// Adds the middleware and the health addresses. Call it before mapping the service's own endpoints.
    /// </summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseCorrelation();
        app.UseMiddleware<RequestTelemetry>();
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusCodeProblems.WriteAsync);
        app.UseAuthentication();
        app.UseMiddleware<KeyScopeGate>();
        app.UseAuthorization();
        app.MapHealth();
        app.MapServiceOpenApi();
        return app;
    }
}
