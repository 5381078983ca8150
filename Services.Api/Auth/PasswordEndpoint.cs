using System.Security.Claims;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>A new password ends all sessions of the user and opens a new one.</summary>
internal static class PasswordEndpoint
{
    public static async Task<Results<Ok<TokenAnswer>, ProblemHttpResult>> ChangeAsync(
        PasswordRequest request, ClaimsPrincipal caller, HttpContext context, PasswordChange change, ApiDbContext db,
        Logins logins, Sessions sessions, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(request.CurrentPassword)) return AuthProblems.Invalid("current_password", "Send it.");
        if (string.IsNullOrEmpty(request.NewPassword)) return AuthProblems.Invalid("new_password", "Send it.");

        var id = caller.UserId();
        var user = await db.Users.SingleOrDefaultAsync(row => row.Id == id && row.DeletedAt == null, ct);
        if (user is null) return AuthProblems.SessionEnded();
        var login = await logins.CheckAsync(user.Username, request.CurrentPassword, context.Address(), ct);
        if (login.User is null) return login.Problem(context, AuthProblems.WrongPassword);
        if (change.Judge(user, request.CurrentPassword, request.NewPassword) is { } whatToDo)
        {
            return AuthProblems.Invalid("new_password", whatToDo);
        }

        await change.SetAsync(user, request.NewPassword, mustChange: false, AuditActions.PasswordChanged, ct);
        context.Response.Headers.CacheControl = "no-store";
        return await sessions.OpenAsync(user, context, ct) is { } tokens
            ? TypedResults.Ok(tokens)
            : AuthProblems.SessionEnded();
    }
}
