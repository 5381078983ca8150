using BtcWatcher.ServiceDefaults.Http;
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

    public static ProblemHttpResult SessionEnded() => Problems.Of(
        StatusCodes.Status401Unauthorized, "auth:session_ended", "The session has ended", "Log in again.");
}
