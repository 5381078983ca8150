using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>
/// Replaces the key that signs. The new one is known everywhere before it signs, and the old one verifies until its
/// tokens have expired: nobody is logged out.
/// </summary>
internal sealed class SigningKeyRotation(
    ApiDbContext db, SigningKeys keys, InstallationKeys installation, Outbox outbox, AuditTrail audit,
    TimeProvider clock)
{
    /// <summary>How long the new key is only known: time for every service to fetch it.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromMinutes(1);

    /// <param name="ifOlderThan">Nothing happens when the newest key is younger.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The new key; null when nothing happened.</returns>
    public async Task<SigningKey?> RotateAsync(TimeSpan ifOlderThan, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.SigningKeys, ct);
        var now = clock.GetUtcNow();
        var present = await db.SigningKeys.Where(key => key.RetiredAt == null).ToListAsync(ct);
        if (present.Exists(key => key.CreatedAt > now - ifOlderThan)) return null;

        foreach (var key in present) key.RetiredAt = now + Notice;
        var fresh = SigningKey.New(installation, now);
        db.SigningKeys.Add(fresh);
        outbox.Add(db, new SigningKeyChanged { KeyId = fresh.Id });
        audit.Add(
            db, AuditActions.SigningKeyRotated, new("signing_key", fresh.Id),
            new { keys = present.ConvertAll(key => key.Id) }, new { key = fresh.Id });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        await keys.LoadAsync(ct);
        return fresh;
    }
}
