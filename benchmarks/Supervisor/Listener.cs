using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>What the supervisor tells others, with the moment of its arrival.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly ConcurrentQueue<(DateTime At, object Message)> _received = new();
    private readonly IBusControl _bus;

    private Listener(string rabbitMq) => _bus = Bus.Factory.CreateUsingRabbitMq(broker =>
    {
        broker.Host(new Uri(rabbitMq));
        broker.ConfigureJsonSerializerOptions(WithNames);
        broker.ReceiveEndpoint(new TemporaryEndpointDefinition("bench"), queue =>
        {
            Collect<InstanceStarted>(queue);
            Collect<InstanceCrashed>(queue);
            Collect<InstanceGaveUp>(queue);
            Collect<AlertRaised>(queue);
        });
    });

    public static async Task<Listener> StartAsync(string rabbitMq)
    {
        var listener = new Listener(rabbitMq);
        await listener._bus.StartAsync();
        return listener;
    }

    public IReadOnlyList<(DateTime At, T Message)> All<T>() =>
        [.. _received.Where(one => one.Message is T).Select(one => (one.At, (T)one.Message))];

    public void Forget() => _received.Clear();

    public Task AskAsync(int id, DesiredState state, long revision) => _bus.Publish(new SetDesiredState
    {
        StrategyId = id, Revision = revision, State = state, Version = 1, RestartNonce = 0,
    });

    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    private void Collect<T>(IReceiveEndpointConfigurator queue)
        where T : class => queue.Handler<T>(context =>
        {
            _received.Enqueue((DateTime.UtcNow, context.Message));
            return Task.CompletedTask;
        });

    private static JsonSerializerOptions WithNames(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }
}
