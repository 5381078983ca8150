using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth.SecondFactor;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Auth.GatewayLogin;

/// <summary>Whom name and password stand for: a user, or an API key that was given as the password.</summary>
internal sealed record Verified(User? User, ApiKeyGrant? Key)
{
    public AuditActor AsActor(string? address) => User is { } user
        ? new(user.Username, user.Id, "password", Address: address)
        : new(Key!.Username, Key.UserId, "api_key", Key.KeyId, address);
}

/// <summary>
/// Checks what programs send as Basic: a password, or an API key in its place; the key must be where a second factor
/// is on, for such programs ask for no code. The audit log tells of every refusal.
/// </summary>
internal sealed class BasicCredentials(
    Logins logins, SecondFactors factors, IApiKeys keys, LoginGuard guard, ApiDbContext db, AuditTrail audit,
    IHttpContextAccessor http, TimeProvider clock)
{
    // Beside the passwords' own count: a script with an old key must not lock its owner's password out.
    private const string KeyCounter = "api key ";
    private const string Basic = "basic";

    public async Task<(Verified? Verified, ProblemHttpResult? Problem)> CheckAsync(
        string? username, string? password, string? address, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(username)) return (null, AuthProblems.Invalid("username", "Send the user's name."));
        if (string.IsNullOrEmpty(password)) return (null, AuthProblems.Invalid("password", "Send the password."));
        var from = string.IsNullOrEmpty(address) ? "gateway" : address;
        if (ApiKeyText.IsOne(password)) return await CheckKeyAsync(User.Normalise(username), password, from, ct);

        // What is wrong with the password, it tells itself.
        var login = await logins.CheckAsync(username, password, from, ct);
        if (login.User is not { } user) return (null, login.Problem(http.HttpContext!, AuthProblems.WrongCredentials));
        var verified = new Verified(user, null);
        if (user.MustChangePassword)
        {
            await RefuseAsync(verified.AsActor(from), "the password must be changed", ct);
            return (null, AuthProblems.MustChangePassword());
        }

        if (!await factors.IsOnAsync(user.Id, ct)) return (verified, null);
        await RefuseAsync(verified.AsActor(from), "a second factor is on", ct);
        return (null, AuthProblems.ApiKeyNeeded());
    }

    /// <summary>
    /// Tells of a success. The gateway remembers one for a minute, so that is as often as it comes here.
    /// </summary>
    public Task<int> RecordAsync(Verified verified, string? address, CancellationToken ct)
    {
        audit.Add(db, AuditActions.LoggedIn, after: new { by = Basic }, actor: verified.AsActor(address ?? "gateway"));
        return db.SaveChangesAsync(ct);
    }

    private async Task<(Verified? Verified, ProblemHttpResult? Problem)> CheckKeyAsync(
        string name, string key, string address, CancellationToken ct)
    {
        if (!Logins.IsPossible(name, address)) return (null, AuthProblems.WrongCredentials());
        var turn = await guard.EnterAsync(name, KeyCounter + address, ct);
        if (!turn.IsAllowed)
        {
            return (null, AuthProblems.LockedOut(http.HttpContext!, turn.LockedUntil!.Value - clock.GetUtcNow()));
        }

        var grant = await keys.FindAsync(key, address, ct);
        if (grant is not null && grant.Username == name)
        {
            await guard.ClearAsync(name, KeyCounter + address, ct);
            return (new(null, grant), null);
        }

        // A name that is no user's is not written down; whose key it is, is known.
        var actor = grant is null ? new("unknown", Credential: "api_key", Address: address)
            : new Verified(null, grant).AsActor(address);
        if (turn.LockedUntil is { } until)
        {
            audit.Add(db, AuditActions.LockedOut, after: new { locked_until = until }, actor: actor);
        }

        await RefuseAsync(actor, grant is null ? "no such key" : "the key is another user's", ct);
        return (null, AuthProblems.WrongCredentials());
    }

    private Task<int> RefuseAsync(AuditActor actor, string reason, CancellationToken ct)
    {
        audit.Add(db, AuditActions.LoginFailed, after: new { by = Basic, reason }, actor: actor);
        return db.SaveChangesAsync(ct);
    }
}
