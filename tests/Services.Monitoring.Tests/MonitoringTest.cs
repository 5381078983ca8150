using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Monitoring.Latest;
using BtcWatcher.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace BtcWatcher.Services.Monitoring.Tests;

/// <summary>Samples each second; the supervisor and Redis as the test set them before the start.</summary>
public abstract class MonitoringTest(TestServers servers) : IAsyncLifetime
{
    private Neighbours? _neighbours;
    private MonitoringHost? _host;
    private ConnectionMultiplexer? _redis;

    internal Neighbours Neighbours => _neighbours!;
    internal MonitoringHost Host => _host!;
    internal IDatabase Redis => _redis!.GetDatabase();
    internal string RabbitMq { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _neighbours = await Neighbours.StartAsync();
        _neighbours.Settings = new SettingsSnapshot
        {
            Version = 1,
            System = new()
            {
                Monitoring = new() { SystemStatusInterval = 1, StrategyStatusInterval = 1, SystemStatusCacheTtl = 60 },
            },
        };
        RabbitMq = await servers.CreateVirtualHostAsync();
        var database = await servers.CreateDatabaseAsync();
        _redis = await ConnectionMultiplexer.ConnectAsync(servers.Redis);
        await ForgetAsync();
        Prepare();
        _host = new MonitoringHost(database, servers.Redis, RabbitMq, _neighbours);
        // What is published before the queues are bound is lost, as for any new queue.
        await _host.Services.GetRequiredService<IBusControl>()
            .WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_host is not null) await _host.DisposeAsync();
        if (_neighbours is not null) await _neighbours.DisposeAsync();
        _redis?.Dispose();
    }

    internal virtual void Prepare()
    {
    }

    internal async Task ForgetAsync()
    {
        RedisKey[] keys = [LatestStore.SystemKey, LatestStore.CapacityKey, LatestStore.StrategiesKey,
            .. Enumerable.Range(1, 9).Select(id => (RedisKey)LatestStore.StrategyKey(id))];
        await Redis.KeyDeleteAsync(keys);
    }

    internal async Task<(HttpStatusCode Status, JsonObject Body)> GetAsync(string path)
    {
        using var viewer = Host.As("viewer");
        using var answer = await viewer.GetAsync(path);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    internal async Task<ConcurrentQueue<T>> SubscribeAsync<T>()
        where T : class
    {
        var seen = new ConcurrentQueue<T>();
        var handle = Host.Services.GetRequiredService<IBusControl>().ConnectReceiveEndpoint(
            $"probe-{Guid.NewGuid():N}", queue => queue.Handler<T>(context =>
            {
                seen.Enqueue(context.Message);
                return Task.CompletedTask;
            }));
        await handle.Ready;
        return seen;
    }
}
