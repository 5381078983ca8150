using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Users;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>An open session; current is the one that asks. Kind is login, or gateway for FreqUI's.</summary>
internal sealed record SessionItem(
    Guid SessionId, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, string? Address,
    string? UserAgent, bool Current, string Kind);

internal sealed record SessionsEnded(int Ended);

/// <summary>/api/v1/auth/sessions, and an admin's view of another user's at /api/v1/users/{id}/sessions.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/api/v1/auth/sessions").WithTags("Auth").RequireAuthorization(AuthEndpoints.Person);
        own.MapGet("/", ListOwnAsync).WithName("ListSessions");
        own.MapDelete("/", EndOwnAsync).WithName("EndOtherSessions");
        own.MapDelete("/{sessionId:guid}", EndOneOwnAsync).WithName("EndSession");
        var others = routes.MapGroup("/api/v1/users/{id:guid}/sessions").WithTags("Users")
            .RequireAuthorization(Policies.Admin);
        others.MapGet("/", ListAsync).WithName("ListUserSessions");
        others.MapDelete("/", EndAllAsync).WithName("EndUserSessions");
        others.MapDelete("/{sessionId:guid}", EndOneAsync).WithName("EndUserSession");
    }

    private static Task<Results<Ok<Page<SessionItem>>, ProblemHttpResult>> ListOwnAsync(
        ClaimsPrincipal caller, ApiDbContext db, Sessions sessions, SessionUse use, CancellationToken ct) =>
        ListAsync(caller.UserId(), caller, db, sessions, use, ct);

    private static async Task<Results<Ok<Page<SessionItem>>, ProblemHttpResult>> ListAsync(
        Guid id, ClaimsPrincipal caller, ApiDbContext db, Sessions sessions, SessionUse use, CancellationToken ct)
    {
        if (await FindAsync(db, id, ct) is null) return UserProblems.NotFound(id);
        var current = caller.SessionId();
        var items = (await sessions.ListAsync(id, ct)).ConvertAll(session => new SessionItem(
            session.Id, session.CreatedAt, use.LastOf(session), session.ExpiresAt, session.Address, session.UserAgent,
            session.Id == current, session.Kind));
        return TypedResults.Ok(new Page<SessionItem>(items, null, items.Count));
    }

    // All but the one that asks: who wants to end that too logs out.
    private static async Task<Results<Ok<SessionsEnded>, ProblemHttpResult>> EndOwnAsync(
        ClaimsPrincipal caller, ApiDbContext db, Sessions sessions, CancellationToken ct)
    {
        var current = caller.SessionId();
        return await EndAsync(caller.UserId(), session => session.Id != current, db, sessions, ct);
    }

    private static Task<Results<Ok<SessionsEnded>, ProblemHttpResult>> EndAllAsync(
        Guid id, ApiDbContext db, Sessions sessions, CancellationToken ct) =>
        EndAsync(id, _ => true, db, sessions, ct);

    private static Task<Results<NoContent, ProblemHttpResult>> EndOneOwnAsync(
        Guid sessionId, ClaimsPrincipal caller, ApiDbContext db, Sessions sessions, CancellationToken ct) =>
        EndOneAsync(caller.UserId(), sessionId, db, sessions, ct);

    private static async Task<Results<Ok<SessionsEnded>, ProblemHttpResult>> EndAsync(
        Guid id, Func<Session, bool> which, ApiDbContext db, Sessions sessions, CancellationToken ct) =>
        await FindAsync(db, id, ct) is { } user
            ? TypedResults.Ok(new SessionsEnded(await sessions.RevokeAsync(user, which, ct)))
            : UserProblems.NotFound(id);

    private static async Task<Results<NoContent, ProblemHttpResult>> EndOneAsync(
        Guid id, Guid sessionId, ApiDbContext db, Sessions sessions, CancellationToken ct)
    {
        if (await FindAsync(db, id, ct) is not { } user) return UserProblems.NotFound(id);
        if (await sessions.RevokeAsync(user, session => session.Id == sessionId, ct) == 0)
        {
            return AuthProblems.NoSuchSession(sessionId);
        }

        return TypedResults.NoContent();
    }

    private static Task<User?> FindAsync(ApiDbContext db, Guid id, CancellationToken ct) =>
        db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.DeletedAt == null, ct);
}
