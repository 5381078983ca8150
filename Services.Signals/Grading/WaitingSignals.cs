using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Signals.Model;
using BtcWatcher.Services.Signals.Recording;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BtcWatcher.Services.Signals.Grading;

/// <summary>
/// Grades signals that were stored before their strategy was known. Only then they get their position and are told to
/// others: a message without a grade could be neither notified nor ignored (ADR 0020).
/// </summary>
internal sealed class WaitingSignals(
    IServiceScopeFactory scopes, StrategyDirectory strategies, ILogger<WaitingSignals> logger)
{
    private const int BatchSize = 100;

    /// <returns>How many signals still wait, since their strategy is still not known.</returns>
    public async Task<int> GradeAsync(CancellationToken ct)
    {
        while (await GradeBatchAsync(ct) == BatchSize)
        {
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SignalsDbContext>();
        return await db.Signals.Where(row => row.Position == null).Take(BatchSize).CountAsync(ct);
    }

    private async Task<int> GradeBatchAsync(CancellationToken ct)
    {
        var known = strategies.Ids;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SignalsDbContext>();
        if (!await db.Signals.AnyAsync(row => row.Position == null && known.Contains(row.StrategyId), ct))
        {
            return 0;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await SignalStream.LockAsync(connection, ct);
        var rows = await db.Signals.Where(row => row.Position == null && known.Contains(row.StrategyId))
            .OrderBy(row => row.EventTime).ThenBy(row => row.Key).Take(BatchSize).ToListAsync(ct);
        if (rows.Count == 0)
        {
            return 0;
        }

        var next = await SignalStream.TakeAsync(rows.Count, connection, ct);
        foreach (var row in rows)
        {
            SignalGrading.Apply(row, strategies.Find(row.StrategyId)!);
            row.Position = next++;
        }

        scope.ServiceProvider.GetRequiredService<Outbox>().Add(db, BatchWriter.Message(rows));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        Log.WaitingGraded(logger, rows.Count);
        return rows.Count;
    }
}
