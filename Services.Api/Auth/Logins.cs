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
        string username, string password, string address, CancellationToken ct)
    {
        var name = User.Normalise(username);
        var possible = name.Length <= MaxUsername && !name.Any(char.IsControl) && !address.Any(char.IsControl);
        if (!possible || password.Length > PasswordPolicy.MaxLength) return (null, null);
        if (await guard.EnterAsync(name, address, ct) is { } until)
        {
            return (null, until - clock.GetUtcNow());
        }

        var user = await db.Users.SingleOrDefaultAsync(row => row.Username == name, ct);
        if (!await passwords.VerifyAsync(user?.PasswordHash, password, ct))
        {
            Log.LoginFailed(logger, address);
            return (null, null);
        }

        await guard.ClearAsync(name, address, ct);
        return (user, null);
    }
}
