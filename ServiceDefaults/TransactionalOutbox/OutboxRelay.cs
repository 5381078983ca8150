using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.TransactionalOutbox;

/// <summary>
/// Publishes what waits in the outbox, with publisher confirms, and deletes it afterwards. A relay that dies between
/// the two publishes again: consumers know the message by its business key.
/// </summary>
internal sealed class OutboxRelay(
    Outbox outbox, NpgsqlDataSource source, IBus bus, TimeProvider clock, ILogger<OutboxRelay> logger)
    : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await outbox.WaitAsync(Poll, stoppingToken);
            var published = BatchSize;
            while (published == BatchSize) published = await RelayAsync(stoppingToken);
        }
    }

    private async Task<int> RelayAsync(CancellationToken stoppingToken)
    {
        var waiting = 0;
        try
        {
            await using var connection = await source.OpenConnectionAsync(stoppingToken);
            await using var transaction = await connection.BeginTransactionAsync(stoppingToken);
            var rows = await ReadAsync(connection, stoppingToken);
            waiting = rows.Count;
            if (waiting == 0) return 0;

            await Task.WhenAll(rows.Select(row => PublishAsync(row, stoppingToken)));
            await using var delete = new NpgsqlCommand(
                "DELETE FROM outbox WHERE id = ANY($1)", connection, transaction);
            delete.Parameters.Add(new() { Value = rows.Select(row => row.Id).ToArray() });
            await delete.ExecuteNonQueryAsync(stoppingToken);
            await transaction.CommitAsync(stoppingToken);
            return waiting;
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it was, the rows are still there: say so, and try again for ever.
            Log.OutboxDelayed(logger, waiting, fault.Message);
            await Task.Delay(Poll, clock, stoppingToken);
            return 0;
        }
    }

    private static async Task<List<Row>> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var select = new NpgsqlCommand(
            "SELECT id, type, body, traceparent FROM outbox ORDER BY sequence FOR UPDATE SKIP LOCKED LIMIT $1",
            connection);
        select.Parameters.Add(new() { Value = BatchSize });
        await using var reader = await select.ExecuteReaderAsync(ct);
        var rows = new List<Row>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new Row(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3)));
        }

        return rows;
    }

    private async Task PublishAsync(Row row, CancellationToken stoppingToken)
    {
        var (type, message) = OutboxMessage.Read(row.Type, row.Body);
        _ = ActivityContext.TryParse(row.Traceparent, null, isRemote: false, out var parent);
        using var activity = Telemetry.Source.StartActivity($"relay {row.Type}", ActivityKind.Internal, parent);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        timeout.CancelAfter(PublishTimeout);
        await bus.Publish(message, type, context => context.MessageId = row.Id, timeout.Token);
    }

    private sealed record Row(Guid Id, string Type, string Body, string? Traceparent);
}
