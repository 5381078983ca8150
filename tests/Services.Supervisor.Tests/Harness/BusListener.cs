using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>Another service's queue: collects what arrives, and sends commands.</summary>
internal sealed class BusListener : IAsyncDisposable
{
    private readonly ConcurrentQueue<object> _received = new();
    private readonly IBusControl _bus;

    private BusListener(string rabbitMq) => _bus = Bus.Factory.CreateUsingRabbitMq(broker =>
    {
        broker.Host(new Uri(rabbitMq));
        broker.ConfigureJsonSerializerOptions(Apply);
        broker.ReceiveEndpoint(new TemporaryEndpointDefinition("listener"), queue =>
        {
            Collect<InstanceStarted>(queue);
            Collect<InstanceStopped>(queue);
            Collect<InstanceCrashed>(queue);
            Collect<InstanceGaveUp>(queue);
            Collect<InstancesProbed>(queue);
            Collect<RoutesChanged>(queue);
            Collect<AlertRaised>(queue);
            Collect<AlertResolved>(queue);
        });
    });

    public static async Task<BusListener> StartAsync(string rabbitMq)
    {
        var listener = new BusListener(rabbitMq);
        await listener._bus.StartAsync();
        return listener;
    }

    public IReadOnlyList<T> All<T>() => [.. _received.OfType<T>()];

    public Task PublishAsync<T>(T message)
        where T : class => _bus.Publish(message);

    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    private void Collect<T>(IReceiveEndpointConfigurator queue)
        where T : class => queue.Handler<T>(context =>
        {
            _received.Enqueue(context.Message);
            return Task.CompletedTask;
        });

    private static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }
}
