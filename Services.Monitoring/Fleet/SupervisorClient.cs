using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Monitoring.Capacity;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Monitoring.Fleet;

/// <summary>Asks the supervisor; null when it does not answer (well).</summary>
internal sealed class SupervisorClient(
    IHttpClientFactory clients, IOptionsMonitor<MonitoringOptions> options, ILogger<SupervisorClient> logger)
{
    public Task<IReadOnlyList<InstanceView>?> InstancesAsync(CancellationToken ct) =>
        AskAsync<IReadOnlyList<InstanceView>>("/internal/instances", ct);

    public Task<CapacityReport?> CapacityAsync(CancellationToken ct) =>
        AskAsync<CapacityReport>("/internal/capacity", ct);

    private async Task<T?> AskAsync<T>(string path, CancellationToken ct)
        where T : class
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.CurrentValue.SupervisorTimeout);
        try
        {
            using var supervisor = clients.CreateClient("supervisor");
            return await supervisor.GetFromJsonAsync<T>(path, MessageJson.Options, timeout.Token);
        }
        catch (Exception fault) when (
            (fault is HttpRequestException or JsonException || TransientFaults.Is(fault))
                && !ct.IsCancellationRequested)
        {
            Log.SupervisorSilent(logger, $"{path}: {fault.Message}");
            return null;
        }
    }
}
