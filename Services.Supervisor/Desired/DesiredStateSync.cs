using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Desired;

/// <summary>
/// Asks the api once after the start what is wanted, should a command have been lost. What is stored holds until then.
/// </summary>
internal sealed class DesiredStateSync(
    DesiredStore store, Fleet fleet, FleetState state, IHttpClientFactory clients, TimeProvider clock,
    ILogger<DesiredStateSync> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.Loaded.WaitAsync(stoppingToken);
        var pause = FirstPause;
        while (!await TryAsync(stoppingToken))
        {
            await Task.Delay(pause, clock, stoppingToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<bool> TryAsync(CancellationToken ct)
    {
        try
        {
            using var api = clients.CreateClient("api");
            var commands = await api.GetFromJsonAsync<SetDesiredState[]>(
                "/internal/desired-states", MessageJson.Options, ct);
            foreach (var command in commands ?? [])
            {
                fleet.Follow(await store.KeepNewestAsync(command, ct));
            }

            return true;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested
            && (fault is HttpRequestException or JsonException || TransientFaults.Is(fault)))
        {
            Log.DesiredStatesUnavailable(logger, fault.Message);
            return false;
        }
    }
}
