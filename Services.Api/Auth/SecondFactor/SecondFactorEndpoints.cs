using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Users;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth.SecondFactor;

internal sealed record SecondFactorPassword(string? CurrentPassword);

internal sealed record SecondFactorCode(string? Code);

internal sealed record SecondFactorState(bool Enabled, DateTimeOffset? ConfirmedAt, int RecoveryCodesLeft);

/// <summary>The secret in base32, and the same as an app reads it; shown only here.</summary>
internal sealed record SecondFactorSecret(string Secret, string OtpauthUri);

/// <summary>Each serves once instead of a code; shown only here.</summary>
internal sealed record SecondFactorConfirmed(IReadOnlyList<string> RecoveryCodes);

/// <summary>/api/v1/auth/totp</summary>
internal static class SecondFactorEndpoints
{
    public static void MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/auth/totp").WithTags("Auth").RequireAuthorization(AuthEndpoints.Person);
        group.MapGet("/", ReadAsync).WithName("ReadSecondFactor");
        group.MapPost("/enrol", EnrolAsync).WithName("EnrolSecondFactor");
        group.MapPost("/confirm", ConfirmAsync).WithName("ConfirmSecondFactor");
        group.MapPost("/disable", DisableAsync).WithName("DisableSecondFactor");
        routes.MapDelete("/api/v1/users/{id:guid}/totp", RemoveAsync).WithTags("Users")
            .RequireAuthorization(Policies.Admin).WithName("RemoveUserSecondFactor");
    }

    private static async Task<Ok<SecondFactorState>> ReadAsync(
        ClaimsPrincipal caller, SecondFactors factors, CancellationToken ct)
    {
        var id = caller.UserId();
        var confirmed = (await factors.FindAsync(id, ct))?.ConfirmedAt;
        return TypedResults.Ok(new SecondFactorState(
            confirmed is not null, confirmed, await factors.RecoveryCodesLeftAsync(id, ct)));
    }

    private static async Task<Results<Ok<SecondFactorSecret>, ProblemHttpResult>> EnrolAsync(
        SecondFactorPassword request, ClaimsPrincipal caller, HttpContext context, ApiDbContext db, Logins logins,
        SecondFactors factors, CancellationToken ct)
    {
        var (user, problem) = await CheckAsync(request, caller, context, db, logins, ct);
        if (user is null) return problem!;
        if (await factors.EnrolAsync(user, ct) is not { } secret) return AuthProblems.SecondFactorIsOn();
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new SecondFactorSecret(Totp.ToBase32(secret), Totp.UriOf(secret, user.Username)));
    }

    private static async Task<Results<Ok<SecondFactorConfirmed>, ProblemHttpResult>> ConfirmAsync(
        SecondFactorCode request, ClaimsPrincipal caller, HttpContext context, ApiDbContext db, SecondFactors factors,
        CancellationToken ct)
    {
        if (await FindAsync(db, caller.UserId(), ct) is not { } user) return AuthProblems.SessionEnded();
        if (await factors.ConfirmAsync(user, request.Code?.Trim() ?? "", ct) is not { } codes)
        {
            return AuthProblems.Invalid("code", "Enrol first, then send the present code of the app.");
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new SecondFactorConfirmed(codes));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DisableAsync(
        SecondFactorPassword request, ClaimsPrincipal caller, HttpContext context, ApiDbContext db, Logins logins,
        SecondFactors factors, CancellationToken ct)
    {
        var (user, problem) = await CheckAsync(request, caller, context, db, logins, ct);
        if (user is null) return problem!;
        await factors.RemoveAsync(user, actor: null, ct);
        return TypedResults.NoContent();
    }

    // For somebody who lost both the phone and the recovery codes.
    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, ApiDbContext db, SecondFactors factors, CancellationToken ct)
    {
        if (await FindAsync(db, id, ct) is not { } user) return UserProblems.NotFound(id);
        await factors.RemoveAsync(user, actor: null, ct);
        return TypedResults.NoContent();
    }

    private static async Task<(User? User, ProblemHttpResult? Problem)> CheckAsync(
        SecondFactorPassword request, ClaimsPrincipal caller, HttpContext context, ApiDbContext db, Logins logins,
        CancellationToken ct)
    {
        if (string.IsNullOrEmpty(request.CurrentPassword))
        {
            return (null, AuthProblems.Invalid("current_password", "Send it."));
        }

        if (await FindAsync(db, caller.UserId(), ct) is not { } user) return (null, AuthProblems.SessionEnded());
        var login = await logins.CheckAsync(user.Username, request.CurrentPassword, context.Address(), ct);
        return login.User is null ? (null, login.Problem(context, AuthProblems.WrongPassword)) : (user, null);
    }

    private static Task<User?> FindAsync(ApiDbContext db, Guid id, CancellationToken ct) =>
        db.Users.SingleOrDefaultAsync(row => row.Id == id && row.DeletedAt == null, ct);
}
