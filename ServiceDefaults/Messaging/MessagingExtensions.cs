using BtcWatcher.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.ServiceDefaults;

/// <summary>The installation's broker.</summary>
public static class MessagingExtensions
{
    private const string Connection = "rabbitmq";

    /// <summary>
    /// Adds MassTransit on RabbitMQ. Messages are published through the outbox only. Transient faults of a consumer are
    /// retried without end, anything else goes to the queue's error queue at once.
    /// </summary>
    public static WebApplicationBuilder AddMessaging(
        this WebApplicationBuilder builder, Action<ConsumerList>? consumers = null)
    {
        var list = new ConsumerList();
        list.Each<SessionRevokedConsumer>();
        list.Each<SigningKeyChangedConsumer>();
        consumers?.Invoke(list);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            foreach (var consumer in list.All) bus.AddConsumer(consumer);
            bus.UsingRabbitMq((context, broker) => Configure(context, broker, list));
        });
        return builder;
    }

    private static void Configure(
        IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator broker, ConsumerList consumers)
    {
        var address = context.GetRequiredService<IConfiguration>().GetConnectionString(Connection)
            ?? throw new InvalidOperationException(
                $"ConnectionStrings:{Connection} is missing. The AppHost gives it as ConnectionStrings__{Connection}.");
        var service = context.GetRequiredService<ServiceIdentity>().Name;
        broker.Host(new Uri(address));
        broker.ConfigureJsonSerializerOptions(MessageEnvelope.Apply);
        if (consumers.SharedTypes.Count > 0)
        {
            broker.ReceiveEndpoint(service, queue => Attach(queue, context, consumers.SharedTypes));
        }

        broker.ReceiveEndpoint(
            new TemporaryEndpointDefinition(service), queue => Attach(queue, context, consumers.EachTypes));
    }

    private static void Attach(
        IRabbitMqReceiveEndpointConfigurator queue, IBusRegistrationContext context, IReadOnlyList<Type> consumers)
    {
        // Held, not acknowledged: while a dependency is away, the prefetch limit stops the queue from being drained.
        queue.PrefetchCount = 32;
        queue.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(TransientFaults.Is);
            retry.Exponential(
                int.MaxValue, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        });
        foreach (var consumer in consumers) queue.ConfigureConsumer(context, consumer);
    }
}
