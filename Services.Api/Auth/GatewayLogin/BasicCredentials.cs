using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth.SecondFactor;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Auth.GatewayLogin;

/// <summary>Whom name and password stand for: a user, or an API key that was given as the password.</summary>
internal sealed record Verified(User? User, ApiKeyGrant? Key);

/// <summary>
/// Checks what programs send as Basic: a password, or an API key in its place; the key must be where a second factor
/// is on, for such programs ask for no code.
/// </summary>
internal sealed class BasicCredentials(Logins logins, SecondFactors factors, IApiKeys keys, IHttpContextAccessor http)
{
    public async Task<(Verified? Verified, ProblemHttpResult? Problem)> CheckAsync(
        string? username, string? password, string? address, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(username)) return (null, AuthProblems.Invalid("username", "Send the user's name."));
        if (string.IsNullOrEmpty(password)) return (null, AuthProblems.Invalid("password", "Send the password."));
        if (ApiKeyText.IsOne(password))
        {
            var grant = await keys.FindAsync(password, address, ct);
            return grant is not null && grant.Username == User.Normalise(username)
                ? (new(null, grant), null)
                : (null, AuthProblems.WrongCredentials());
        }

        var login = await logins.CheckAsync(username, password, address ?? "gateway", ct);
        if (login.User is not { } user) return (null, login.Problem(http.HttpContext!, AuthProblems.WrongCredentials));
        if (user.MustChangePassword) return (null, AuthProblems.MustChangePassword());
        return await factors.IsOnAsync(user.Id, ct) ? (null, AuthProblems.ApiKeyNeeded()) : (new(user, null), null);
    }
}
