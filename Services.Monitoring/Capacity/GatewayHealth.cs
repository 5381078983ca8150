using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>
/// The original's fields, as the gateway itself gives them: healthy, degraded, or idle with nothing to score; here also
/// unreachable, and then nothing more is known.
/// </summary>
internal sealed record GatewayHealth(
    string Status, double? HealthScore, int? HealthyStrategies, int? TotalStrategies, int? GatewayPort,
    int? RoutesLoaded)
{
    public static GatewayHealth Unreachable { get; } = new("unreachable", null, null, null, null, null);
}

/// <summary>Asks the gateway how it is.</summary>
internal sealed class GatewayClient(IHttpClientFactory clients, ILogger<GatewayClient> logger)
{
    // It asks every instance before it answers, and gives up on those that hang within this time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<GatewayHealth> HealthAsync(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Patience);
        try
        {
            using var gateway = clients.CreateClient("gateway");
            return (await gateway.GetFromJsonAsync<GatewayHealth>(
                "/api/gateway/health", MessageJson.Options, timeout.Token))!;
        }
        catch (Exception fault) when (IsSilence(fault) && !ct.IsCancellationRequested)
        {
            Log.GatewaySilent(logger, fault.Message);
            return GatewayHealth.Unreachable;
        }
    }

    // Without an address from the host there is no gateway either.
    private static bool IsSilence(Exception fault) =>
        fault is HttpRequestException or JsonException or InvalidOperationException || TransientFaults.Is(fault);
}
