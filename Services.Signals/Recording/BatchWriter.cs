using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Signals.Grading;
using BtcWatcher.Services.Signals.Model;
using Npgsql;

namespace BtcWatcher.Services.Signals.Recording;

/// <summary>
/// One transaction for one batch: rows, positions, message. Positions come in commit order, for the stream's lock is
/// held until the commit. A signal of a strategy that is not known yet is stored without grade and position; it joins
/// the stream when it is graded (ADR 0020).
/// </summary>
internal sealed class BatchWriter(
    NpgsqlDataSource database, SignalPartitions partitions, StrategyDirectory strategies, RepeatedMessages repeated,
    Outbox outbox)
{
    public async Task<IReadOnlyList<RecordResult>> WriteAsync(IReadOnlyList<SignalRow> rows, CancellationToken ct)
    {
        await partitions.EnsureAsync(rows.Select(row => row.EventTime), ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await PrepareAsync(rows, connection, ct);
        await GivePositionsAsync(rows, connection, ct);
        var stored = await InsertAsync(rows, connection, ct);
        var told = rows.Where(row => row.Position is not null && stored.Contains(row.Id))
            .OrderBy(row => row.Position).ToList();
        if (told.Count > 0)
        {
            await outbox.InsertAsync(connection, transaction, Message(told), ct);
        }

        var existing = stored.Count == rows.Count ? [] : await SignalInsert.FindAsync(
            [.. rows.Where(row => !stored.Contains(row.Id))], connection, ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        if (rows.Any(row => row.Position is null))
        {
            strategies.AskAgain();
        }

        SignalMetrics.Recorded.Add(stored.Count);
        SignalMetrics.Repeated.Add(rows.Count - stored.Count);
        return [.. rows.Select(row => stored.Contains(row.Id)
            ? new RecordResult(RecordOutcome.Stored, row.Id)
            : new RecordResult(RecordOutcome.Repeated, existing[(row.EventTime, row.Key)]))];
    }

    public static SignalsRecorded Message(IReadOnlyList<SignalRow> rows) =>
        new() { Position = rows[^1].Position!.Value, Signals = [.. rows.Select(row => row.ToSignal())] };

    private async Task PrepareAsync(IReadOnlyList<SignalRow> rows, NpgsqlConnection connection, CancellationToken ct)
    {
        await SignalStream.LockAsync(connection, ct);
        await repeated.RecogniseAsync(rows, connection, ct);
        await CandleStrengths.InheritAsync(rows, connection, ct);
        foreach (var row in rows)
        {
            row.Position = null;
            if (strategies.Find(row.StrategyId) is { } profile)
            {
                SignalGrading.Apply(row, profile);
            }
        }
    }

    private static async Task GivePositionsAsync(
        IReadOnlyList<SignalRow> rows, NpgsqlConnection connection, CancellationToken ct)
    {
        var graded = rows.Where(row => row.ScaleWeak is not null).ToList();
        if (graded.Count == 0)
        {
            return;
        }

        var next = await SignalStream.TakeAsync(graded.Count, connection, ct);
        foreach (var row in graded)
        {
            row.Position = next++;
        }
    }

    private async Task<HashSet<Guid>> InsertAsync(
        IReadOnlyList<SignalRow> rows, NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            return await SignalInsert.ExecuteAsync(rows, connection, ct);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // A partition that was there is gone (a restored backup): the next attempt makes it again.
            partitions.Forget();
            throw;
        }
    }
}
