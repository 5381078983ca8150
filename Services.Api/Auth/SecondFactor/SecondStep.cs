using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Auth.SecondFactor;

/// <summary>
/// The second step of a login. Its attempts are counted for the user, whatever the address: only who knows the password
/// comes here, and must not guess from many addresses.
/// </summary>
internal sealed class SecondStep(
    ApiDbContext db, SecondFactors factors, LoginGuard guard, AuditTrail audit, TimeProvider clock)
{
    private const string Counter = "second factor";

    /// <returns>Null when the user may go on.</returns>
    public async Task<ProblemHttpResult?> CheckAsync(User user, string? code, HttpContext context, CancellationToken ct)
    {
        if (!await factors.IsOnAsync(user.Id, ct)) return null;
        if (string.IsNullOrWhiteSpace(code)) return AuthProblems.SecondFactorRequired();
        var turn = await guard.EnterAsync(user.Username, Counter, ct);
        if (!turn.IsAllowed) return AuthProblems.LockedOut(context, turn.LockedUntil!.Value - clock.GetUtcNow());
        if (await factors.TakeAsync(user, code.Trim(), ct))
        {
            await guard.ClearAsync(user.Username, Counter, ct);
            return null;
        }

        var actor = new AuditActor(user.Username, user.Id, "password");
        audit.Add(db, AuditActions.LoginFailed, after: new { reason = "wrong code" }, actor: actor);
        if (turn.LockedUntil is { } until)
        {
            audit.Add(db, AuditActions.LockedOut, after: new { locked_until = until }, actor: actor);
        }

        await db.SaveChangesAsync(ct);
        return AuthProblems.WrongCode();
    }
}
