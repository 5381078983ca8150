using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.ServiceDefaults.Http;

/// <summary>Clients of the other services by resource name, with address and a fresh service token.</summary>
public static class ServiceClients
{
    private static readonly string[] Names = ["api", "gateway", "supervisor", "signals", "notifications", "monitoring"];

    internal static void AddServiceClients(this IServiceCollection services)
    {
        foreach (var name in Names)
        {
            services.AddHttpClient(name, (provider, client) =>
            {
                client.BaseAddress = AddressOf(provider.GetRequiredService<IConfiguration>(), name);
                client.Timeout = TimeSpan.FromSeconds(10);
            })
            .AddHttpMessageHandler(static () => new CorrelationHandler())
            .AddHttpMessageHandler(provider =>
                new ServiceTokenHandler(provider.GetRequiredService<ServiceTokens>(), name));
        }
    }

    /// <exception cref="InvalidOperationException">The host gave no address for the service.</exception>
    public static Uri AddressOf(IConfiguration configuration, string service) =>
        configuration[$"services:{service}:http:0"] is { Length: > 0 } address
            ? new Uri(address)
            : throw new InvalidOperationException(
                $"No address for the service '{service}': set services__{service}__http__0 "
                + "(the AppHost does it by WithReference).");
}
