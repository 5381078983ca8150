using BtcWatcher.Contracts;
using BtcWatcher.Testing;
using RabbitMQ.Client;

namespace BtcWatcher.Services.Monitoring.Tests.Broker;

public sealed class ErrorQueueTests(TestServers servers) : MonitoringTest(servers)
{
    private const string Queue = "signals_error";

    [Fact]
    public async Task ErrorQueue_FilledAndEmptied_RaisesOnceAndResolves()
    {
        var raised = await SubscribeAsync<AlertRaised>();
        var resolved = await SubscribeAsync<AlertResolved>();
        await using var connection = await new ConnectionFactory { Uri = new Uri(RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);

        await channel.BasicPublishAsync("", Queue, new byte[] { 1 });
        await Eventually.TrueAsync(() => raised.Count == 1);
        await channel.BasicPublishAsync("", Queue, new byte[] { 2 });
        await Eventually.TrueAsync(async () => await channel.MessageCountAsync(Queue) == 2);
        await channel.QueuePurgeAsync(Queue);
        await Eventually.TrueAsync(() => resolved.Count == 1);

        Assert.Equal("broker:error_queue:signals_error", Assert.Single(raised).Key);
        Assert.Equal("broker:error_queue:signals_error", Assert.Single(resolved).Key);
        Assert.True(resolved.First().At > raised.First().At);
    }
}
