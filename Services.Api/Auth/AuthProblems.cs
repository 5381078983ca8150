using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Auth.ApiKeys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Auth;

internal static class AuthProblems
{
    public const string PasswordChangeRequired = "auth:password_change_required";
    public const string PasswordChangeRequiredDetail =
        "Set a password of your own at POST /api/v1/auth/password first; its answer carries the tokens to go on with.";

    public static ProblemHttpResult Invalid(string field, string whatToDo) => Problems.Of(
        StatusCodes.Status400BadRequest, "auth:invalid", "The request is not valid", $"{field}: {whatToDo}",
        new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string> { [field] = whatToDo } });

    public static ProblemHttpResult WrongCredentials() => Problems.Of(
        StatusCodes.Status401Unauthorized, "auth:wrong_credentials", "User name or password is wrong",
        "Check both. After a few wrong passwords this address has to wait.");

    public static ProblemHttpResult LockedOut(HttpContext context, TimeSpan wait)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Problems.Of(
            StatusCodes.Status429TooManyRequests, "auth:locked_out", "Too many wrong passwords",
            $"Logins of this user from this address are refused for another {(seconds + 59) / 60} min.");
    }

    public static ProblemHttpResult Busy(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return Problems.Of(
            StatusCodes.Status503ServiceUnavailable, "auth:busy", "Too many log in at once",
            "Nothing was checked, and no attempt was counted: try again in a few seconds.");
    }

    public static ProblemHttpResult RefreshRefused() => Problems.Of(
        StatusCodes.Status401Unauthorized, "auth:refresh_refused", "The refresh token is not valid",
        "It is unknown, expired, or its session has ended: log in again.");

    public static ProblemHttpResult RefreshReused() => Problems.Of(
        StatusCodes.Status401Unauthorized, "auth:refresh_reused", "The refresh token was used before",
        "Someone may have copied it, so the session has been ended: log in again.");

    public static ProblemHttpResult WrongPassword() =>
        Invalid("current_password", "This is not your present password.");

    public static ProblemHttpResult LoginRequired() => Problems.Of(
        StatusCodes.Status403Forbidden, "auth:login_required", "An API key cannot do this",
        "Log in with user name and password: a key manages neither accounts and sessions nor keys of its owner.");

    public static ProblemHttpResult SecondFactorRequired() => Problems.Of(
        StatusCodes.Status401Unauthorized, "auth:second_factor_required", "A code is needed too",
        "Send the same login again with code: the present one of the authenticator app, or a recovery code.");

    public static ProblemHttpResult WrongCode() => Problems.Of(
        StatusCodes.Status401Unauthorized, "auth:wrong_code", "The code is wrong",
        "code: each serves once, so wait for the next one of the app. After a few wrong ones this user has to wait.");

    public static ProblemHttpResult MustChangePassword() => Problems.Of(
        StatusCodes.Status403Forbidden, PasswordChangeRequired, "The password must be changed first",
        PasswordChangeRequiredDetail);

    public static ProblemHttpResult ApiKeyNeeded() => Problems.Of(
        StatusCodes.Status403Forbidden, "auth:api_key_needed", "The password alone is not enough",
        "This account has a second factor: use an API key as the password.");

    public static ProblemHttpResult KeyNotFor(int strategyId) => Problems.Of(
        StatusCodes.Status403Forbidden, "auth:key_scope", "The API key does not allow this",
        $"This API key is not for strategy {strategyId}.");

    public static ProblemHttpResult SecondFactorIsOn() => Problems.Of(
        StatusCodes.Status409Conflict, "auth:second_factor_on", "There is a second factor already",
        "Disable it first at POST /api/v1/auth/totp/disable.");

    public static ProblemHttpResult NoSuchSession(Guid id) => Problems.Of(
        StatusCodes.Status404NotFound, "auth:session_not_found", "No such session",
        $"There is no open session {id} of this user.");

    public static ProblemHttpResult NoSuchKey(Guid id) => Problems.Of(
        StatusCodes.Status404NotFound, "auth:key_not_found", "No such API key",
        $"There is no key {id}, or it was revoked before.");

    public static ProblemHttpResult TooManyKeys() => Problems.Of(
        StatusCodes.Status409Conflict, "auth:too_many_keys", "Too many API keys",
        $"A user has at most {ApiKeyRules.MostOfAUser}: revoke one that is not used any more.");

    public static ProblemHttpResult SessionEnded() => Problems.Of(
        StatusCodes.Status401Unauthorized, "auth:session_ended", "The session has ended", "Log in again.");
}
