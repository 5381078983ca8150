using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth.SecondFactor;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>/api/v1/auth</summary>
internal static class AuthEndpoints
{
    /// <summary>Also lets users in who must change their password.</summary>
    public const string AnyUser = "any_user";

    /// <summary>The same, but no API key.</summary>
    public const string AnyPerson = "any_person";

    /// <summary>A user who has logged in: an API key may not make more of itself.</summary>
    public const string Person = "person";

    public static void MapAuth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/auth").WithTags("Auth");
        group.MapPost("/login", LoginAsync).AllowAnonymous().WithName("Login");
        group.MapPost("/refresh", RefreshAsync).AllowAnonymous().WithName("RefreshTokens");
        group.MapPost("/logout", LogoutAsync).RequireAuthorization(AnyPerson).WithName("Logout");
        group.MapPost("/password", PasswordEndpoint.ChangeAsync).RequireAuthorization(AnyPerson)
            .WithName("ChangePassword");
        group.MapGet("/me", MeAsync).RequireAuthorization(AnyUser).ForEveryKey().WithName("WhoAmI");
        group.MapPost("/ws-ticket", TicketAsync).RequireAuthorization(Person)
            .WithName("CreateWebSocketTicket");
    }

    private static async Task<Results<Ok<TokenAnswer>, ProblemHttpResult>> LoginAsync(
        LoginRequest request, HttpContext context, Logins logins, SecondStep second, Sessions sessions,
        CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Username)) return AuthProblems.Invalid("username", "Send it.");
        if (string.IsNullOrEmpty(request.Password)) return AuthProblems.Invalid("password", "Send it.");

        var login = await logins.CheckAsync(request.Username, request.Password, context.Address(), ct);
        if (login.User is not { } user) return login.Problem(context, AuthProblems.WrongCredentials);
        if (await second.CheckAsync(user, request.Code, context, ct) is { } problem) return problem;
        NoStore(context);
        return await sessions.OpenAsync(user, context, ct) is { } tokens
            ? TypedResults.Ok(tokens)
            : AuthProblems.WrongCredentials();
    }

    private static async Task<Results<Ok<TokenAnswer>, ProblemHttpResult>> RefreshAsync(
        RefreshRequest request, HttpContext context, Sessions sessions, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(request.RefreshToken)) return AuthProblems.Invalid("refresh_token", "Send it.");

        var (answer, reused) = await sessions.RefreshAsync(request.RefreshToken, ct);
        if (answer is null) return reused ? AuthProblems.RefreshReused() : AuthProblems.RefreshRefused();
        NoStore(context);
        return TypedResults.Ok(answer);
    }

    private static async Task<NoContent> LogoutAsync(
        ClaimsPrincipal user, Sessions sessions, ApiDbContext db, AuditTrail audit, CancellationToken ct)
    {
        audit.Add(db, AuditActions.LoggedOut);
        await sessions.EndAsync(user.UserId(), user.SessionId(), "logout", ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<MeAnswer>, ProblemHttpResult>> MeAsync(
        ClaimsPrincipal user, ApiDbContext db, IOptions<InstallationOptions> installation, CancellationToken ct)
    {
        var id = user.UserId();
        var row = await db.Users.AsNoTracking()
            .SingleOrDefaultAsync(found => found.Id == id && found.DeletedAt == null, ct);
        return row is null
            ? AuthProblems.SessionEnded()
            : TypedResults.Ok(new MeAnswer(
                row.Id, row.Username, row.Role, row.MustChangePassword, user.SessionId(),
                installation.Value.Simulated));
    }

    private static async Task<Ok<TicketAnswer>> TicketAsync(
        ClaimsPrincipal user, HttpContext context, WsTickets tickets, CancellationToken ct)
    {
        NoStore(context);
        var ticket = await tickets.IssueAsync(user.SessionId(), user.TokenExpires(), ct);
        return TypedResults.Ok(new TicketAnswer(ticket, (int)AuthRules.TicketLifetime.TotalSeconds));
    }

    private static void NoStore(HttpContext context) => context.Response.Headers.CacheControl = "no-store";
}
