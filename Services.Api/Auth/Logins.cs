using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>Checks a user name and password, at the same cost whether the user exists or not.</summary>
internal sealed class Logins(
    ApiDbContext db, LoginGuard guard, Passwords passwords, TimeProvider clock, ILogger<Logins> logger)
{
    public const int MaxUsername = 100;

    /// <returns>The user, or how long the address has to wait; neither when name or password is wrong.</returns>
    public async Task<(User? User, TimeSpan? Wait)> CheckAsync(
        string username, string password, string address, CancellationToken cancellationToken)
    {
        var name = User.Normalise(username);
        if (name.Length > MaxUsername || password.Length > PasswordPolicy.MaxLength) return (null, null);
        if (await guard.EnterAsync(name, address, cancellationToken) is { } until)
        {
            return (null, until - clock.GetUtcNow());
        }

        var user = await db.Users.SingleOrDefaultAsync(row => row.Username == name, cancellationToken);
        if (!await passwords.VerifyAsync(user?.PasswordHash, password, cancellationToken))
        {
            Log.LoginFailed(logger, address);
            return (null, null);
        }

        await guard.ClearAsync(name, address, cancellationToken);
        return (user, null);
    }
}
