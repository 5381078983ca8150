using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>The stored state of upgrades; every change is committed with the step that tells of it.</summary>
internal sealed class UpgradeStore(IServiceScopeFactory scopes, Outbox outbox, TimeProvider clock)
{
    private const string Taken = "23505";

    /// <returns>The upgrade that is being done; null when none is.</returns>
    public Task<Upgrade?> FindActiveAsync(CancellationToken ct) => ReadAsync(db => db.Upgrades.AsNoTracking()
        .SingleOrDefaultAsync(row => row.State == UpgradeState.Preflight || row.State == UpgradeState.Switching
            || row.State == UpgradeState.RollingBack, ct));

    public Task<Upgrade?> FindAsync(Guid id, CancellationToken ct) =>
        ReadAsync(db => db.Upgrades.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct));

    /// <summary>The newest first.</summary>
    public Task<List<Upgrade>> ListAsync(Guid? after, int limit, CancellationToken ct) => ReadAsync(db =>
        db.Upgrades.AsNoTracking().Where(row => after == null || row.Id < after)
            .OrderByDescending(row => row.Id).Take(limit).ToListAsync(ct));

    public Task<List<UpgradeMember>> MembersAsync(Guid id, CancellationToken ct) => ReadAsync(db =>
        db.UpgradeMembers.AsNoTracking().Where(row => row.UpgradeId == id).OrderBy(row => row.StrategyId)
            .ToListAsync(ct));

    public Task<List<UpgradeStep>> StepsAsync(Guid id, CancellationToken ct) => ReadAsync(db =>
        db.UpgradeSteps.AsNoTracking().Where(row => row.UpgradeId == id).OrderBy(row => row.Id).ToListAsync(ct));

    public Task<CurrentVersion> CurrentAsync(CancellationToken ct) =>
        ReadAsync(db => db.CurrentVersions.AsNoTracking().SingleAsync(ct));

    /// <returns>The new upgrade; null when there is an active one.</returns>
    public async Task<Upgrade?> BeginAsync(
        string? from, string target, string? by, Func<SupervisorDbContext, Task> also, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var upgrade = new Upgrade
        {
            Id = Guid.CreateVersion7(now), FromVersion = from, TargetVersion = target, RequestedBy = by,
            CreatedAt = now, UpdatedAt = now,
        };
        try
        {
            await WriteAsync(db =>
            {
                db.Upgrades.Add(upgrade);
                db.UpgradeSteps.Add(Step(
                    upgrade.Id, "accepted", detail: $"{from ?? "the configured one"} to {target}"));
                return also(db);
            }, ct);
            return upgrade;
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException { SqlState: Taken })
        {
            return null;
        }
    }

    /// <summary>Changes the upgrade if it is still in one of these states.</summary>
    /// <returns>The row as committed; null when it was in another state.</returns>
    public async Task<Upgrade?> ChangeAsync(
        Guid id, IReadOnlyCollection<UpgradeState> from, Action<Upgrade> change, string step, string? detail,
        CancellationToken ct, Func<SupervisorDbContext, Upgrade, Task>? also = null)
    {
        Upgrade? changed = null;
        await WriteAsync(async db =>
        {
            changed = await db.Upgrades.FromSql($"SELECT * FROM freqtrade_upgrades WHERE id = {id} FOR UPDATE")
                .SingleOrDefaultAsync(ct);
            if (changed is null || !from.Contains(changed.State))
            {
                changed = null;
                return;
            }

            change(changed);
            changed.UpdatedAt = clock.GetUtcNow();
            db.UpgradeSteps.Add(Step(id, step, detail: detail));
            if (also is not null) await also(db, changed);
        }, ct);
        return changed;
    }

    public Task AddMembersAsync(IReadOnlyCollection<UpgradeMember> members, CancellationToken ct) => WriteAsync(db =>
    {
        db.UpgradeMembers.AddRange(members);
        return Task.CompletedTask;
    }, ct);

    public async Task SetMemberAsync(
        UpgradeMember member, MemberState state, string? detail, CancellationToken ct)
    {
        (member.State, member.StateSince) = (state, clock.GetUtcNow());
        await WriteAsync(db =>
        {
            db.UpgradeMembers.Update(member);
            db.UpgradeSteps.Add(Step(member.UpgradeId, state.ToString().ToLowerInvariant(), member.StrategyId, detail));
            return Task.CompletedTask;
        }, ct);
    }

    public Task AddStepAsync(Guid id, string step, int? strategyId, string? detail, CancellationToken ct) =>
        WriteAsync(db =>
        {
            db.UpgradeSteps.Add(Step(id, step, strategyId, detail));
            return Task.CompletedTask;
        }, ct);

    public Task SetCurrentAsync(string? version, CancellationToken ct) => WriteAsync(async db =>
        (await db.CurrentVersions.SingleAsync(ct)).Version = version, ct);

    /// <summary>Puts a message beside what the context saves.</summary>
    public void Tell(SupervisorDbContext db, object message) => outbox.Add(db, message);

    private UpgradeStep Step(Guid id, string step, int? strategyId = null, string? detail = null) => new()
    {
        UpgradeId = id, At = clock.GetUtcNow(), Step = step, StrategyId = strategyId, Detail = detail,
    };

    private async Task<T> ReadAsync<T>(Func<SupervisorDbContext, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<SupervisorDbContext>());
    }

    private async Task WriteAsync(Func<SupervisorDbContext, Task> write, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await write(db);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
