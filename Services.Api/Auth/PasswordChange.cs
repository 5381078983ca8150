using BtcWatcher.Services.Api.Database;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>Sets a password, and ends every session that the old one opened.</summary>
internal sealed class PasswordChange(
    ApiDbContext db, Passwords passwords, Sessions sessions, AuthRules rules, AdminPasswordFile file, TimeProvider clock)
{
    /// <returns>What to do, or null when the new password may be used.</returns>
    public string? Judge(User user, string current, string next) =>
        current == next ? "Use another password than the present one." : rules.Password.Judge(next, user.Username);

    public async Task SetAsync(User user, string password, bool mustChange, CancellationToken cancellationToken)
    {
        user.PasswordHash = await passwords.HashAsync(password, cancellationToken);
        user.MustChangePassword = mustChange;
        user.PasswordChangedAt = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await sessions.EndAsync(user.Id, only: null, "password changed", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (user.Username == FirstAdmin.Username && !mustChange) file.Delete();
    }
}
