using System.Globalization;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Monitoring.Capacity;
using BtcWatcher.Services.Monitoring.Health;
using StackExchange.Redis;

namespace BtcWatcher.Services.Monitoring.Latest;

/// <summary>A strategy's latest state as it is kept in Redis.</summary>
internal sealed record StrategyLatest(
    int StrategyId, InstanceState State, DesiredState Desired, HealthStatus Status, double? HealthScore, bool Stale,
    long Generation, int? Port, int? Pid, double? LatencyMs, double? CpuPercent, long? MemoryBytes, string? TraderState,
    DateTimeOffset? LastProcessAt, DateTimeOffset? StartedAt, DateTimeOffset? ProbedAt, string? Reason,
    DateTimeOffset At, bool Simulated);

/// <summary>The latest capacity as it is kept in Redis.</summary>
internal sealed record CapacityLatest(DateTimeOffset At, SystemCapacity Capacity, PortPool PortPool);

/// <summary>The latest samples in Redis. A key that has expired means that nobody knows.</summary>
internal sealed class LatestStore(IConnectionMultiplexer redis)
{
    public const string SystemKey = "btcw:system:latest";
    public const string CapacityKey = "btcw:capacity:latest";

    /// <summary>Ids of the strategies in the last sample, so that they can be read without scanning keys.</summary>
    public const string StrategiesKey = "btcw:strategies:latest";

    public static string StrategyKey(int id) => $"btcw:strategy:{id.ToString(CultureInfo.InvariantCulture)}:latest";

    public Task StoreAsync(SystemSampled sample, TimeSpan lifetime) => SetAsync(SystemKey, sample, lifetime);

    public Task StoreAsync(CapacityLatest sample, TimeSpan lifetime) => SetAsync(CapacityKey, sample, lifetime);

    public Task StoreAsync(IReadOnlyList<StrategyLatest> strategies, TimeSpan lifetime) => Task.WhenAll(
        strategies.Select(strategy => SetAsync(StrategyKey(strategy.StrategyId), strategy, lifetime))
            .Append(SetAsync(StrategiesKey, strategies.Select(strategy => strategy.StrategyId), lifetime)));

    public Task<SystemSampled?> SystemAsync() => GetAsync<SystemSampled>(SystemKey);

    public Task<CapacityLatest?> CapacityAsync() => GetAsync<CapacityLatest>(CapacityKey);

    /// <summary>Null when there is no recent sample.</summary>
    public async Task<IReadOnlyList<StrategyLatest>?> StrategiesAsync()
    {
        if (await GetAsync<int[]>(StrategiesKey) is not { } ids) return null;
        var values = await Task.WhenAll(ids.Select(id => GetAsync<StrategyLatest>(StrategyKey(id))));
        return [.. values.OfType<StrategyLatest>()];
    }

    private Task<bool> SetAsync<T>(string key, T value, TimeSpan lifetime) =>
        redis.GetDatabase().StringSetAsync(key, JsonSerializer.Serialize(value, MessageJson.Options), lifetime);

    private async Task<T?> GetAsync<T>(string key)
        where T : class
    {
        string? text = await redis.GetDatabase().StringGetAsync(key);
        return text is null ? null : JsonSerializer.Deserialize<T>(text, MessageJson.Options);
    }
}
