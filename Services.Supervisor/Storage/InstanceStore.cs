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
    public async Task<Instance> ChangeAsync(int strategyId, Action<InstanceChange> change, CancellationToken ct) =>
        (await ChangeAllAsync([strategyId], change, ct))[0];

    /// <summary>Changes several rows in one transaction.</summary>
    public async Task<IReadOnlyList<Instance>> ChangeAllAsync(
        IReadOnlyCollection<int> strategyIds, Action<InstanceChange> change, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return await CommitAsync(strategyIds, change, ct);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<IReadOnlyList<Instance>> CommitAsync(
        IReadOnlyCollection<int> strategyIds, Action<InstanceChange> change, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var rows = await db.Instances.Where(row => strategyIds.Contains(row.StrategyId))
            .ToDictionaryAsync(row => row.StrategyId, ct);
        var changed = new List<Instance>();
        var routesChanged = new List<int>();
        foreach (var strategyId in strategyIds)
        {
            if (!rows.TryGetValue(strategyId, out var row))
            {
                db.Instances.Add(row = new Instance { StrategyId = strategyId });
            }

            var one = new InstanceChange(row);
            var before = (row.State, row.Reason, row.Generation);
            change(one);
            if (before != (row.State, row.Reason, row.Generation)) db.History.Add(StateChange.Of(row, one.LastLines));
            foreach (var message in one.Messages) outbox.Add(db, message);
            if (one.RoutesChanged) routesChanged.Add(strategyId);
            changed.Add(row);
        }

        await db.SaveChangesAsync(ct);
        foreach (var row in changed) await ForgetOldAsync(db, row, ct);
        if (routesChanged.Count > 0) await AdvanceRoutesAsync(db, routesChanged, ct);
        await transaction.CommitAsync(ct);
        return changed;
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
