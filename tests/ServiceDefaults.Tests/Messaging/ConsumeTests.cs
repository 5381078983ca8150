using System.Collections.Concurrent;
using BtcWatcher.Contracts;
using BtcWatcher.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace BtcWatcher.ServiceDefaults.Tests.Messaging;

public sealed class ConsumeTests(Servers servers)
{
    [Fact]
    public async Task Consume_TransientFaults_IsTriedUntilItWorks()
    {
        var seen = new Seen { FailFirst = 5, Fault = () => new TimeoutException("database away") };
        await using var app = await StartAsync(seen, await servers.Get.CreateVirtualHostAsync());

        await app.Get<IBus>().Publish(Resolved("transient"));
        await Eventually.TrueAsync(() => seen.Done.Contains("transient"), TimeSpan.FromSeconds(60));

        Assert.Equal(6, seen.Attempts);
    }

    [Fact]
    public async Task Consume_Poison_GoesToTheErrorQueueAndTheNextIsHandled()
    {
        var broker = await servers.Get.CreateVirtualHostAsync();
        var seen = new Seen { FailFirst = 1, Fault = () => new ArgumentException("poison") };
        await using var app = await StartAsync(seen, broker);

        await app.Get<IBus>().Publish(Resolved("poison"));
        await Eventually.TrueAsync(() => seen.Attempts == 1);
        await app.Get<IBus>().Publish(Resolved("next"));
        await Eventually.TrueAsync(() => seen.Done.Contains("next"));

        Assert.Equal(2, seen.Attempts);
        await Eventually.TrueAsync(async () => await CountAsync(broker, "monitoring_error") == 1);
    }

    [Fact]
    public async Task Shared_TwoProcesses_OneOfThemHandlesAMessage()
    {
        var (broker, first, second) = (await servers.Get.CreateVirtualHostAsync(), new Seen(), new Seen());
        var database = await servers.Get.CreateDatabaseAsync();
        await using var one = await StartAsync(first, broker, database);
        await using var two = await StartAsync(second, broker, database);

        for (var i = 0; i < 20; i++) await one.Get<IBus>().Publish(Resolved($"shared:{i}"));
        await Eventually.TrueAsync(() => first.Done.Count + second.Done.Count >= 20);

        Assert.Equal(20, first.Done.Concat(second.Done).Distinct().Count());
        Assert.Equal(20, first.Done.Count + second.Done.Count);
    }

    [Fact]
    public async Task Each_TwoProcesses_BothSeeAMessage()
    {
        var (broker, first, second) = (await servers.Get.CreateVirtualHostAsync(), new Seen(), new Seen());
        var database = await servers.Get.CreateDatabaseAsync();
        await using var one = await StartAsync(first, broker, database, each: true);
        await using var two = await StartAsync(second, broker, database, each: true);

        await one.Get<IBus>().Publish(Resolved("each"));

        await Eventually.TrueAsync(() => first.Done.Contains("each") && second.Done.Contains("each"));
    }

    private static AlertResolved Resolved(string key) => new() { Key = key, At = DateTimeOffset.UnixEpoch };

    private static async Task<uint> CountAsync(string broker, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return await channel.MessageCountAsync(queue);
        }
        catch (OperationInterruptedException)
        {
            return 0; // Not declared yet.
        }
    }

    private async Task<Microsoft.AspNetCore.Builder.WebApplication> StartAsync(
        Seen seen, string broker, string? database = null, bool each = false) => await TestService.StartAsync(
        "monitoring", database ?? await servers.Get.CreateDatabaseAsync(), broker,
        consumers =>
        {
            if (each) consumers.Each<ResolvedConsumer>();
            else consumers.Shared<ResolvedConsumer>();
        },
        builder => builder.Services.AddSingleton(seen));

    public sealed class Seen
    {
        private int _attempts;

        public int FailFirst { get; init; }
        public Func<Exception> Fault { get; init; } = () => new InvalidOperationException();
        public ConcurrentQueue<string> Done { get; } = new();
        public int Attempts => _attempts;

        public void Take(string key)
        {
            if (Interlocked.Increment(ref _attempts) <= FailFirst) throw Fault();
            Done.Enqueue(key);
        }
    }

    public sealed class ResolvedConsumer(Seen seen) : IConsumer<AlertResolved>
    {
        public Task Consume(ConsumeContext<AlertResolved> context)
        {
            seen.Take(context.Message.Key);
            return Task.CompletedTask;
        }
    }
}
