using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace BtcWatcher.Services.Monitoring.Broker;

/// <summary>Counts the messages in the services' error queues, which are named after the services.</summary>
internal sealed class ErrorQueues(IConfiguration configuration)
{
    private static readonly string[] Services =
        ["api", "gateway", "supervisor", "signals", "notifications", "monitoring"];

    public static IEnumerable<string> Names => Services.Select(service => service + "_error");

    /// <summary>Messages by queue; a queue that does not exist yet has none.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken ct)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(configuration.GetConnectionString("rabbitmq")!),
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = "btcwatcher-monitoring-error-queues",
        };
        await using var connection = await factory.CreateConnectionAsync(ct);
        var counts = new Dictionary<string, long>();
        foreach (var queue in Names) counts[queue] = await CountAsync(connection, queue, ct);
        return counts;
    }

    private static async Task<long> CountAsync(IConnection connection, string queue, CancellationToken ct)
    {
        // The broker closes the channel when the queue does not exist: a channel for each.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, ct)).MessageCount;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return 0;
        }
    }
}
