using System.Collections.Concurrent;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>
/// Names of strategies, asked of the api when one is not known, and again after a minute, for names change. A strategy
/// whose name was never heard is its number.
/// </summary>
internal sealed class StrategyNames(IHttpClientFactory clients, TimeProvider clock, ILogger<StrategyNames> logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<int, string> _names = new();
    private long _askedAt;

    public async Task<string> OfAsync(int strategyId, CancellationToken ct)
    {
        if (!_names.ContainsKey(strategyId) || clock.GetElapsedTime(_askedAt) > Fresh) await FetchAsync(ct);
        return _names.GetValueOrDefault(strategyId) ?? $"#{strategyId}";
    }

    private async Task FetchAsync(CancellationToken ct)
    {
        _askedAt = clock.GetTimestamp();
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
