using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Signals.Tests.Harness;

/// <summary>Another service's queue: collects what arrives, and sends what the service follows.</summary>
internal sealed class BusListener : IAsyncDisposable
{
    private readonly IBusControl _bus;

    private BusListener(IBusControl bus) => _bus = bus;

    public ConcurrentQueue<SignalsRecorded> Received { get; } = new();

    public IEnumerable<Signal> Signals => Received.SelectMany(message => message.Signals);

    public static async Task<BusListener> StartAsync(string rabbitMq)
    {
        BusListener? listener = null;
        var bus = Bus.Factory.CreateUsingRabbitMq(broker =>
        {
            broker.Host(new Uri(rabbitMq));
            broker.ConfigureJsonSerializerOptions(Apply);
            var endpoint = new TemporaryEndpointDefinition("listener");
            broker.ReceiveEndpoint(endpoint, queue => queue.Handler<SignalsRecorded>(context =>
            {
                listener!.Received.Enqueue(context.Message);
                return Task.CompletedTask;
            }));
        });
        listener = new BusListener(bus);
        await bus.StartAsync();
        return listener;
    }

    public Task PublishAsync<T>(T message)
        where T : class => _bus.Publish(message);

    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    private static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }
}
