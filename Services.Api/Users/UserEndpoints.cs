using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Users;

/// <summary>/api/v1/users</summary>
internal static class UserEndpoints
{
    private const int MaxLimit = 500;

    public static void AddUsers(this IServiceCollection services) => services.AddScoped<UserChanges>();

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/users").WithTags("Users").RequireAuthorization(Policies.Admin);
        group.MapGet("/", ListAsync).WithName("ListUsers");
        group.MapPost("/", CreateAsync).WithName("CreateUser");
        group.MapGet("/{id:guid}", ReadAsync).WithName("ReadUser");
        group.MapPatch("/{id:guid}", ChangeAsync).WithName("ChangeUser");
        group.MapPost("/{id:guid}/password", ResetAsync).WithName("ResetUserPassword");
        group.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteUser");
    }

    private static async Task<Results<Ok<Page<UserItem>>, ProblemHttpResult>> ListAsync(
        ApiDbContext db, CancellationToken ct, string? role = null, bool? enabled = null, string? after = null,
        int limit = 100, bool total = true)
    {
        if (role is not null && UserRules.JudgeRole(role) is { } whatToDo)
        {
            return AuthProblems.Invalid("role", whatToDo);
        }

        if (limit is < 1 or > MaxLimit) return AuthProblems.Invalid("limit", $"Use 1 to {MaxLimit}.");
        var last = after is null ? "" : Cursor.Decode(after);
        if (last is null || last.Contains('\0', StringComparison.Ordinal))
        {
            return AuthProblems.Invalid("after", "Use the cursor that the page before gave as next.");
        }

        var users = db.Users.AsNoTracking().Where(row => row.DeletedAt == null
            && (role == null || row.Role == role) && (enabled == null || row.Enabled == enabled));
        long? count = total ? await users.LongCountAsync(ct) : null;
        var page = await users.Where(row => string.Compare(row.Username, last) > 0)
            .OrderBy(row => row.Username).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(new Page<UserItem>(
            page.Take(limit).Select(UserItem.Of).ToList(),
            page.Count > limit ? Cursor.Encode(page[limit - 1].Username) : null,
            count));
    }

    private static async Task<Results<Created<UserCreated>, ProblemHttpResult>> CreateAsync(
        CreateUserRequest request, HttpContext context, UserChanges users, AuthRules rules, CancellationToken ct)
    {
        if (UserRules.JudgeName(request.Username) is { } name) return AuthProblems.Invalid("username", name);
        if (UserRules.JudgeRole(request.Role) is { } role) return AuthProblems.Invalid("role", role);
        var username = User.Normalise(request.Username!);
        if (request.Password is { } given && rules.Password.Judge(given, username) is { } weak)
        {
            return AuthProblems.Invalid("password", weak);
        }

        var (created, problem) = await users.CreateAsync(username, request.Role!, request.Password, ct);
        if (created is null) return problem!;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/users/{created.UserId}", created);
    }

    private static async Task<Results<Ok<UserItem>, ProblemHttpResult>> ReadAsync(
        Guid id, ApiDbContext db, CancellationToken ct) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.DeletedAt == null, ct) is { } user
            ? TypedResults.Ok(UserItem.Of(user))
            : UserProblems.NotFound(id);

    private static async Task<Results<Ok<UserItem>, ProblemHttpResult>> ChangeAsync(
        Guid id, ChangeUserRequest request, UserChanges users, CancellationToken ct)
    {
        if (request is { Role: null, Enabled: null })
        {
            return AuthProblems.Invalid("role", "Send role, enabled, or both.");
        }

        if (request.Role is not null && UserRules.JudgeRole(request.Role) is { } role)
        {
            return AuthProblems.Invalid("role", role);
        }

        var (changed, problem) = await users.ChangeAsync(id, request, ct);
        if (changed is null) return problem!;
        return TypedResults.Ok(UserItem.Of(changed));
    }

    private static async Task<Results<Ok<PasswordReset>, ProblemHttpResult>> ResetAsync(
        Guid id, HttpContext context, UserChanges users, CancellationToken ct)
    {
        if (await users.ResetPasswordAsync(id, ct) is not { } password) return UserProblems.NotFound(id);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new PasswordReset(id, password));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, UserChanges users, CancellationToken ct)
    {
        if (await users.DeleteAsync(id, ct) is { } problem) return problem;
        return TypedResults.NoContent();
    }
}
