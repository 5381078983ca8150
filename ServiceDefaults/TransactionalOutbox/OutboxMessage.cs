using System.Diagnostics;
using System.Text.Json;
using BtcWatcher.Contracts;

namespace BtcWatcher.ServiceDefaults.TransactionalOutbox;

/// <summary>A message that waits in its owner's schema until the broker has confirmed it.</summary>
public sealed class OutboxMessage
{
    public Guid Id { get; init; }

    /// <summary>Order of insertion; only the relay reads it.</summary>
    public long Sequence { get; private set; }

    /// <summary>Name of the record in BtcWatcher.Contracts.</summary>
    public required string Type { get; init; }
    public required string Body { get; init; }

    /// <summary>W3C trace context of what caused it.</summary>
    public string? Traceparent { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    internal static OutboxMessage For(object message, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Type = message.GetType().Name,
        Body = JsonSerializer.Serialize(message, message.GetType(), MessageJson.Options),
        Traceparent = Activity.Current?.Id,
        CreatedAt = now,
    };

    internal static (Type Type, object Message) Read(string type, string body)
    {
        var contract = typeof(SetDesiredState).Assembly.GetType("BtcWatcher.Contracts." + type)
            ?? throw new InvalidOperationException(
                $"The outbox holds a message '{type}' that this program does not know.");
        return (contract, JsonSerializer.Deserialize(body, contract, MessageJson.Options)!);
    }
}
