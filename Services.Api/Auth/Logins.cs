using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>What became of a login: the user, or why not; with neither reason name or password is wrong.</summary>
/// <param name="User">Whose name and password these are.</param>
/// <param name="LockedOut">How long the address has to wait after too many wrong passwords.</param>
/// <param name="Busy">True when too many log in at once: nothing was checked, and no attempt was counted.</param>
internal sealed record LoginResult(User? User = null, TimeSpan? LockedOut = null, bool Busy = false)
{
    public static LoginResult Wrong { get; } = new();

    /// <summary>The answer to a login that did not succeed.</summary>
    public ProblemHttpResult Problem(HttpContext context, Func<ProblemHttpResult> wrong) =>
        Busy ? AuthProblems.Busy(context) : LockedOut is { } wait ? AuthProblems.LockedOut(context, wait) : wrong();
}

/// <summary>Checks a user name and password, at the same cost whether the user exists or not.</summary>
internal sealed class Logins(
    ApiDbContext db, LoginGuard guard, Passwords passwords, AuditTrail audit, TimeProvider clock,
    ILogger<Logins> logger)
{
    public const int MaxUsername = 100;

    public async Task<LoginResult> CheckAsync(
        string username, string password, string address, CancellationToken ct)
    {
        var name = User.Normalise(username);
        if (!IsPossible(name, address) || password.Length > PasswordPolicy.MaxLength) return LoginResult.Wrong;
        using var place = passwords.TryLineUp();
        if (place is null) return new(Busy: true);
        var turn = await guard.EnterAsync(name, address, ct);
        if (!turn.IsAllowed) return new(LockedOut: turn.LockedUntil - clock.GetUtcNow());

        var user = await db.Users.SingleOrDefaultAsync(row => row.Username == name && row.DeletedAt == null, ct);
        var right = await passwords.VerifyAsync(user?.PasswordHash, password, ct);
        if (!right || user is not { MayLogIn: true })
        {
            await RecordAsync(user, right ? "disabled" : "wrong password", address, turn, ct);
            return LoginResult.Wrong;
        }

        await guard.ClearAsync(name, address, ct);
        return new(user);
    }

    /// <summary>Anything else is no user's name, and no place to count attempts for.</summary>
    public static bool IsPossible(string name, string address) =>
        name.Length <= MaxUsername && !name.Any(char.IsControl) && !address.Any(char.IsControl);

    // A name that is no user's may be a password in the wrong field: it is not written down.
    private async Task RecordAsync(User? user, string reason, string address, LoginTurn turn, CancellationToken ct)
    {
        Log.LoginFailed(logger, address);
        var actor = new AuditActor(user?.Username ?? "unknown", user?.Id, "password", Address: address);
        var after = new { reason = user is null ? "no such user" : reason };
        audit.Add(db, AuditActions.LoginFailed, after: after, actor: actor);
        if (turn.LockedUntil is { } until)
        {
            audit.Add(db, AuditActions.LockedOut, after: new { locked_until = until }, actor: actor);
        }

        await db.SaveChangesAsync(ct);
    }
}
