using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>Sets a password, and ends every session that the old one opened.</summary>
internal sealed class PasswordChange(
    ApiDbContext db, Passwords passwords, Sessions sessions, AuthRules rules, AdminPasswordFile file,
    AuditTrail audit, TimeProvider clock)
{
    /// <returns>What to do, or null when the new password may be used.</returns>
    public string? Judge(User user, string current, string next) =>
        current == next ? "Use another password than the present one." : rules.Password.Judge(next, user.Username);

    public async Task SetAsync(
        User user, string password, bool mustChange, string action, CancellationToken ct, AuditActor? actor = null)
    {
        user.PasswordHash = await passwords.HashAsync(password, ct);
        user.MustChangePassword = mustChange;
        user.PasswordChangedAt = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var after = new { must_change_password = mustChange };
        audit.Add(db, action, user.AsTarget(), after: after, actor: actor);
        await sessions.EndAllAsync(user, "password changed", ct);
        await transaction.CommitAsync(ct);
        if (user.Username == FirstAdmin.Username && !mustChange) file.Delete();
    }
}
