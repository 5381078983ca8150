using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Supervisor.Storage;

/// <summary>Changes an instance's row; what it tells others is committed with it.</summary>
internal sealed class InstanceStore(IServiceScopeFactory scopes, Outbox outbox) : IDisposable
{
    // Hundreds of instances change at once when many start. All wait for the one row of routes, and would do so with
    // every connection of the pool in hand, until those that want one give up.
    private const int AtOnce = 6;
    private readonly SemaphoreSlim _turns = new(AtOnce);

    public async Task<(IReadOnlyList<Instance> Instances, IReadOnlyList<DesiredInstance> Desired)> LoadAsync(
        CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        return (await db.Instances.AsNoTracking().ToListAsync(ct), await db.Desired.AsNoTracking().ToListAsync(ct));
    }

    /// <returns>The row as committed.</returns>
    public async Task<Instance> ChangeAsync(int strategyId, Action<InstanceChange> change, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return await CommitAsync(strategyId, change, ct);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Tells of instances whose rows stay as they are, but whose routes are to be read again.</summary>
    public async Task TellAsync(IReadOnlyCollection<InstanceStarted> messages, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        foreach (var message in messages) outbox.Add(db, message);
        await AdvanceRoutesAsync(db, [.. messages.Select(message => message.StrategyId)], ct);
        await transaction.CommitAsync(ct);
    }

    public void Dispose() => _turns.Dispose();

    private async Task<Instance> CommitAsync(int strategyId, Action<InstanceChange> change, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var row = await db.Instances.SingleOrDefaultAsync(one => one.StrategyId == strategyId, ct);
        if (row is null) db.Instances.Add(row = new Instance { StrategyId = strategyId });

        var one = new InstanceChange(row);
        var before = (row.State, row.Reason, row.Generation);
        change(one);
        if (before != (row.State, row.Reason, row.Generation)) db.History.Add(StateChange.Of(row, one.LastLines));
        foreach (var message in one.Messages) outbox.Add(db, message);

        await db.SaveChangesAsync(ct);
        await ForgetOldAsync(db, row, ct);
        if (one.RoutesChanged) await AdvanceRoutesAsync(db, [strategyId], ct);
        await transaction.CommitAsync(ct);
        return row;
    }

    /// <summary>Forgets a deleted strategy's instance and versions.</summary>
    public async Task RemoveAsync(int strategyId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        await db.Definitions.Where(row => row.StrategyId == strategyId).ExecuteDeleteAsync(ct);
        await db.History.Where(row => row.StrategyId == strategyId).ExecuteDeleteAsync(ct);
        // The last: as long as it is there, a new supervisor takes the removal up again.
        await db.Instances.Where(row => row.StrategyId == strategyId).ExecuteDeleteAsync(ct);
    }

    private static async Task ForgetOldAsync(SupervisorDbContext db, Instance row, CancellationToken ct)
    {
        // Not with every change: it is a round trip of its own.
        if (row.Changes == 0 || row.Changes % (StateChange.Kept / 10) != 0) return;
        await db.History.Where(old => old.StrategyId == row.StrategyId && old.Number <= row.Changes - StateChange.Kept)
            .ExecuteDeleteAsync(ct);
    }

    // The row's lock makes revisions visible in their order: who has read one has seen all before it.
    private async Task AdvanceRoutesAsync(
        SupervisorDbContext db, IReadOnlyList<int> strategyIds, CancellationToken ct)
    {
        var revisions = await db.Database.SqlQuery<long>(
            $"""UPDATE route_revision SET revision = revision + 1 RETURNING revision AS "Value" """).ToListAsync(ct);
        outbox.Add(db, new RoutesChanged { Revision = revisions.Single(), StrategyIds = strategyIds });
        await db.SaveChangesAsync(ct);
    }
}

/// <summary>One change of an instance, with the messages that tell of it.</summary>
internal sealed class InstanceChange(Instance row)
{
    private readonly List<object> _messages = [];

    public Instance Row { get; } = row;

    public IReadOnlyList<object> Messages => _messages;

    public bool RoutesChanged { get; private set; }

    /// <summary>The end of the log, masked, for the history of a failure.</summary>
    public string? LastLines { get; set; }

    public void Tell(object message) => _messages.Add(message);

    public void ChangeRoutes() => RoutesChanged = true;
}
