using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth.SecondFactor;

/// <summary>Sets second factors up and takes them away.</summary>
internal sealed class SecondFactors(
    ApiDbContext db, InstallationKeys installation, Outbox outbox, AuditTrail audit, TimeProvider clock)
{
    private const int RecoveryCodes = 10;

    public Task<UserSecondFactor?> FindAsync(Guid userId, CancellationToken ct) =>
        db.SecondFactors.SingleOrDefaultAsync(row => row.UserId == userId, ct);

    public Task<bool> IsOnAsync(Guid userId, CancellationToken ct) =>
        db.SecondFactors.AnyAsync(row => row.UserId == userId && row.ConfirmedAt != null, ct);

    /// <summary>A new secret, to be confirmed; one that was never confirmed is replaced.</summary>
    /// <returns>Null when a confirmed one is there.</returns>
    public async Task<byte[]?> EnrolAsync(User user, CancellationToken ct)
    {
        var secret = Totp.NewSecret();
        var text = installation.Seal(Convert.ToBase64String(secret));
        // In one statement: of two that enrol at once, the later one's secret is the one to be confirmed.
        var set = await db.Database.ExecuteSqlAsync(
            $"""
            insert into second_factors (user_id, secret_sealed, created_at, last_step)
            values ({user.Id}, {text}, {clock.GetUtcNow()}, 0)
            on conflict (user_id) do update
            set secret_sealed = excluded.secret_sealed, created_at = excluded.created_at
            where second_factors.confirmed_at is null
            """,
            ct);
        return set == 1 ? secret : null;
    }

    /// <returns>Recovery codes; null when nothing waits for a confirmation, or the code is wrong.</returns>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(User user, string code, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockAsync(user, ct) is not { ConfirmedAt: null } waiting) return null;
        var now = clock.GetUtcNow();
        if (Totp.Find(Open(waiting), code, now, waiting.LastStep) is not { } step) return null;
        (waiting.ConfirmedAt, waiting.LastStep) = (now, step);
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => Secrets.NewPassword()).ToList();
        db.RecoveryCodes.AddRange(codes.Select(one => new RecoveryCode
        {
            Hash = Secrets.HashOf(one), UserId = user.Id,
        }));
        audit.Add(db, AuditActions.SecondFactorEnabled, user.AsTarget());
        // The gateway remembers passwords for a while, and from now on they do not suffice there.
        outbox.Add(db, new SessionRevoked { SessionId = user.Id, At = now });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return codes;
    }

    public async Task RemoveAsync(User user, AuditActor? actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"delete from recovery_codes where user_id = {user.Id}", ct);
        if (await db.Database.ExecuteSqlAsync($"delete from second_factors where user_id = {user.Id}", ct) > 0)
        {
            audit.Add(db, AuditActions.SecondFactorDisabled, user.AsTarget(), actor: actor);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    public Task<int> RecoveryCodesLeftAsync(Guid userId, CancellationToken ct) =>
        db.RecoveryCodes.CountAsync(row => row.UserId == userId && row.UsedAt == null, ct);

    /// <summary>Takes a code, of the app or for recovery, which then is worth nothing any more.</summary>
    public async Task<bool> TakeAsync(User user, string code, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockAsync(user, ct) is not { } factor) return false; // Disabled since it was asked for.
        var now = clock.GetUtcNow();
        var taken = code.Length == Totp.Digits
            ? Totp.Find(Open(factor), code, now, factor.LastStep) is { } step && (factor.LastStep = step) == step
            : await db.Database.ExecuteSqlAsync(
                $"""
                update recovery_codes set used_at = {now}
                where hash = {Secrets.HashOf(code)} and user_id = {user.Id} and used_at is null
                """,
                ct) == 1;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return taken;
    }

    private Task<UserSecondFactor?> LockAsync(User user, CancellationToken ct) => db.SecondFactors
        .FromSql($"select * from second_factors where user_id = {user.Id} for update").SingleOrDefaultAsync(ct);

    private byte[] Open(UserSecondFactor factor) =>
        Convert.FromBase64String(installation.Unseal(factor.SecretSealed));
}
