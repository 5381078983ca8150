using BtcWatcher.Contracts;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Supervisor.Storage;

/// <summary>Keeps the newest revision of what a person asked for.</summary>
internal sealed class DesiredStore(IServiceScopeFactory scopes)
{
    /// <returns>
    /// What holds now: this command, or a newer one. Also when it was kept before: the one who kept it may have failed
    /// before anybody followed it.
    /// </returns>
    public async Task<DesiredInstance> KeepNewestAsync(SetDesiredState command, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        var state = command.State == DesiredState.Running ? "running" : "stopped";
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO desired_states AS held (strategy_id, revision, state, version, restart_nonce, deleted)
            VALUES ({command.StrategyId}, {command.Revision}, {state}, {command.Version}, {command.RestartNonce}, {command.Deleted})
            ON CONFLICT (strategy_id) DO UPDATE
            SET revision = excluded.revision, state = excluded.state, version = excluded.version,
                restart_nonce = excluded.restart_nonce, deleted = held.deleted OR excluded.deleted
            WHERE excluded.revision > held.revision
            """, ct);
        return (await FindAsync(db, command.StrategyId, ct))!;
    }

    /// <summary>
    /// For ever: numbers of strategies are never used again, and a command on its way may arrive after the deletion.
    /// </summary>
    public async Task<DesiredInstance> SetDeletedAsync(int strategyId, long revision, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO desired_states AS held (strategy_id, revision, state, version, restart_nonce, deleted)
            VALUES ({strategyId}, {revision}, 'stopped', 0, 0, true)
            ON CONFLICT (strategy_id) DO UPDATE SET deleted = true
            """, ct);
        return (await FindAsync(db, strategyId, ct))!;
    }

    private static Task<DesiredInstance?> FindAsync(SupervisorDbContext db, int strategyId, CancellationToken ct) =>
        db.Desired.AsNoTracking().SingleOrDefaultAsync(row => row.StrategyId == strategyId, ct);
}
