using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Testing;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace BtcWatcher.Services.Notifications.Tests;

/// <summary>Each class has a database and a virtual host of its own, and each test starts on empty tables.</summary>
public sealed class Installation(TestServers servers) : IAsyncLifetime
{
    public string Database { get; private set; } = "";
    public string RabbitMq { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Database = await servers.CreateDatabaseAsync();
        RabbitMq = await servers.CreateVirtualHostAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public abstract class NotificationsTest(Installation installation) : IClassFixture<Installation>, IAsyncLifetime
{
    private Neighbours? _neighbours;
    private NotificationsHost? _host;
    private HookReceiver? _receiver;

    internal Neighbours Neighbours => _neighbours!;
    internal NotificationsHost Host => _host!;
    internal HookReceiver Receiver => _receiver!;

    protected virtual bool Simulated => false;
    protected virtual (string Key, string Value)[] Settings => [];

    public async ValueTask InitializeAsync()
    {
        _neighbours = await Neighbours.StartAsync();
        _receiver = await HookReceiver.StartAsync();
        await ForgetMessagesAsync();
        _host = await NewHostAsync();
        await _host.QueryAsync(db => db.Database.ExecuteSqlRawAsync(
            "TRUNCATE notifications, alerts, alert_resolutions, inbox_messages; "
            + "DELETE FROM marks WHERE name = 'signals_position'; DELETE FROM channels WHERE NOT built_in"));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_host is not null) await _host.DisposeAsync();
        if (_receiver is not null) await _receiver.DisposeAsync();
        if (_neighbours is not null) await _neighbours.DisposeAsync();
    }

    // A host that ends between its commit and its acknowledgement leaves the message for the next one.
    private async Task ForgetMessagesAsync()
    {
        await using var connection =
            await new ConnectionFactory { Uri = new Uri(installation.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeleteAsync("notifications");
    }

    private async Task<NotificationsHost> NewHostAsync()
    {
        var host = new NotificationsHost(installation.Database, installation.RabbitMq, Neighbours, Simulated, Settings);
        // What is published before the queues are bound is lost, as for any new queue.
        await host.Services.GetRequiredService<IBusControl>()
            .WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        return host;
    }

    /// <summary>Stops the service as a machine does it in an orderly way, and starts it again.</summary>
    internal async Task RestartAsync(Func<Task>? whileStopped = null)
    {
        await _host!.DisposeAsync();
        _host = null;
        if (whileStopped is not null) await whileStopped();
        _host = await NewHostAsync();
    }

    internal Task<List<Notification>> HistoryAsync() =>
        Host.QueryAsync(db => db.Notifications.AsNoTracking().OrderBy(notification => notification.Id).ToListAsync());

    internal async Task<JsonObject> GetAsync(string path, string role = "viewer")
    {
        using var client = Host.As(role);
        return (await client.GetFromJsonAsync<JsonObject>(path))!;
    }
}
