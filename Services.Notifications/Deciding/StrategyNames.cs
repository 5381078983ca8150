using System.Collections.Concurrent;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>Names of strategies, asked of the api when one is not known; its number while the api is away.</summary>
internal sealed class StrategyNames(IHttpClientFactory clients, ILogger<StrategyNames> logger)
{
    private readonly ConcurrentDictionary<int, string> _names = new();

    public async Task<string> OfAsync(int strategyId, CancellationToken ct)
    {
        if (!_names.ContainsKey(strategyId)) await FetchAsync(ct);
        return _names.GetValueOrDefault(strategyId) ?? $"#{strategyId}";
    }

    private async Task FetchAsync(CancellationToken ct)
    {
        try
        {
            using var api = clients.CreateClient("api");
            var strategies =
                await api.GetFromJsonAsync<List<StrategyDefinition>>("/internal/strategies", MessageJson.Options, ct);
            foreach (var strategy in strategies!) _names[strategy.Profile.StrategyId] = strategy.Profile.Name;
        }
        catch (Exception fault) when (
            (fault is HttpRequestException || TransientFaults.Is(fault)) && !ct.IsCancellationRequested)
        {
            Log.NamesUnavailable(logger, fault.Message);
        }
    }
}
