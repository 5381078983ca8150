using System.Net;
using System.Net.Sockets;
using Npgsql;
using StackExchange.Redis;

namespace BtcWatcher.ServiceDefaults.Messaging;

/// <summary>Tells faults that pass by themselves (database, network, time-outs) from those that will not.</summary>
public static class TransientFaults
{
    public static bool Is(Exception fault)
    {
        for (var current = fault; current is not null; current = current.InnerException)
        {
            if (IsOne(current)) return true;
        }

        return fault is AggregateException many && many.InnerExceptions.Any(Is);
    }

    private static bool IsOne(Exception fault) => fault switch
    {
        NpgsqlException database => database.IsTransient,
        HttpRequestException http => http.StatusCode is null or HttpStatusCode.RequestTimeout
            or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
        SocketException or TimeoutException or OperationCanceledException => true,
        RedisConnectionException or RedisTimeoutException => true,
        MassTransit.RabbitMqConnectionException => true,
        EndOfStreamException => true,
        _ => false,
    };
}
