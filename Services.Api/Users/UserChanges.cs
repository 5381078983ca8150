using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Users;

/// <summary>Creates, changes and deletes users, one change at a time, so that one admin always remains.</summary>
internal sealed class UserChanges(
    ApiDbContext db, Passwords passwords, PasswordChange change, Sessions sessions, AuditTrail audit,
    TimeProvider clock)
{
    public async Task<(UserCreated? Created, ProblemHttpResult? Problem)> CreateAsync(
        string username, string role, string? given, CancellationToken ct)
    {
        var password = given ?? Secrets.NewPassword();
        var hash = await passwords.HashAsync(password, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.Users, ct);
        if (await db.Users.AnyAsync(row => row.Username == username && row.DeletedAt == null, ct))
        {
            return (null, UserProblems.NameTaken(username));
        }

        var now = clock.GetUtcNow();
        var user = new User
        {
            Username = username, PasswordHash = hash, Role = role, MustChangePassword = given is null,
            CreatedAt = now, PasswordChangedAt = now,
        };
        db.Users.Add(user);
        audit.Add(db, AuditActions.UserCreated, user.AsTarget(), after: UserFacts.Of(user));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (new(user.Id, user.Username, user.Role, user.MustChangePassword, given is null ? password : null), null);
    }

    /// <summary>Another role, or enabled or not; either ends the user's sessions.</summary>
    public async Task<(User? Changed, ProblemHttpResult? Problem)> ChangeAsync(
        Guid id, ChangeUserRequest request, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockAsync(id, ct) is not { } user) return (null, UserProblems.NotFound(id));
        var (role, enabled) = (request.Role ?? user.Role, request.Enabled ?? user.Enabled);
        if (role == user.Role && enabled == user.Enabled) return (user, null);
        if (!(enabled && role == Policies.Admin) && await IsLastAdminAsync(user, ct))
        {
            return (null, UserProblems.LastAdmin());
        }

        var before = UserFacts.Of(user);
        (user.Role, user.Enabled) = (role, enabled);
        audit.Add(db, AuditActions.UserChanged, user.AsTarget(), before, UserFacts.Of(user));
        await sessions.EndAllAsync(user, enabled ? "role changed" : "user disabled", ct);
        await transaction.CommitAsync(ct);
        return (user, null);
    }

    public async Task<ProblemHttpResult?> DeleteAsync(Guid id, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockAsync(id, ct) is not { } user) return UserProblems.NotFound(id);
        if (await IsLastAdminAsync(user, ct)) return UserProblems.LastAdmin();

        audit.Add(db, AuditActions.UserDeleted, user.AsTarget(), UserFacts.Of(user));
        user.DeletedAt = clock.GetUtcNow();
        user.Enabled = false;
        user.PasswordHash = "";
        await sessions.EndAllAsync(user, "user deleted", ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    /// <returns>A one-time password; null when there is no such user.</returns>
    public async Task<string?> ResetPasswordAsync(Guid id, CancellationToken ct)
    {
        var user = await db.Users.SingleOrDefaultAsync(row => row.Id == id && row.DeletedAt == null, ct);
        if (user is null) return null;
        var password = Secrets.NewPassword();
        await change.SetAsync(user, password, mustChange: true, AuditActions.UserPasswordReset, ct);
        return password;
    }

    private async Task<User?> LockAsync(Guid id, CancellationToken ct)
    {
        await db.LockAsync(ApiLock.Users, ct);
        return await db.Users.FromSql($"select * from users where id = {id} and deleted_at is null for update")
            .SingleOrDefaultAsync(ct);
    }

    private async Task<bool> IsLastAdminAsync(User user, CancellationToken ct) =>
        user is { Role: Policies.Admin, Enabled: true }
        && !await db.Users.AnyAsync(
            row => row.Id != user.Id && row.Role == Policies.Admin && row.Enabled && row.DeletedAt == null, ct);
}
