using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BtcWatcher.ServiceDefaults.TransactionalOutbox;

/// <summary>Wakes the relay when a context's transaction commits.</summary>
internal sealed class OutboxCommits(Outbox outbox) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
        outbox.Wake();

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        outbox.Wake();
        return Task.CompletedTask;
    }

    // A single statement commits by itself, without a transaction to intercept.
    public ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        outbox.Wake();
        return ValueTask.FromResult(result);
    }
}
