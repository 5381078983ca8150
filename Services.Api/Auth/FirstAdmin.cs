using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth.SecondFactor;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Users;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>The first user of an installation, and the way back in when the password is lost.</summary>
internal sealed class FirstAdmin(
    ApiDbContext db, Passwords passwords, PasswordChange change, SecondFactors factors, AdminPasswordFile file,
    IConfiguration configuration, AuditTrail audit, TimeProvider clock, ILogger<FirstAdmin> logger)
{
    public const string Username = "admin";
    public const string PasswordVariable = "BTCWATCHER_ADMIN_PASSWORD";
    private const int ShortestGiven = 8;

    /// <summary>Creates the user admin when there is no user at all.</summary>
    /// <exception cref="InvalidOperationException">BTCWATCHER_ADMIN_PASSWORD is too short.</exception>
    public async Task EnsureAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.FirstStart, ct);
        if (await db.Users.AnyAsync(user => user.DeletedAt == null, ct)) return;

        var given = configuration[PasswordVariable];
        if (given is { Length: > 0 and < ShortestGiven })
        {
            throw new InvalidOperationException($"{PasswordVariable} needs at least {ShortestGiven} characters.");
        }

        var password = string.IsNullOrEmpty(given) ? Secrets.NewPassword() : given;
        var now = clock.GetUtcNow();
        var admin = new User
        {
            Username = Username,
            PasswordHash = await passwords.HashAsync(password, ct),
            Role = Policies.Admin,
            MustChangePassword = string.IsNullOrEmpty(given),
            CreatedAt = now,
            PasswordChangedAt = now,
        };
        db.Users.Add(admin);
        audit.Add(db, AuditActions.UserCreated, admin.AsTarget(), after: UserFacts.Of(admin));
        await db.SaveChangesAsync(ct);
        // Before the commit: an admin whose password nobody can read would be worse than a file too many.
        if (string.IsNullOrEmpty(given)) await file.WriteAsync(password, ct);
        await transaction.CommitAsync(ct);
        if (string.IsNullOrEmpty(given)) Tell(password);
    }

    /// <summary>Gives the admin a new random password and ends the admin's sessions.</summary>
    public async Task ResetAsync(CancellationToken ct)
    {
        await EnsureAsync(ct);
        var password = Secrets.NewPassword();
        var admin = await db.Users.SingleOrDefaultAsync(
            user => user.Username == Username && user.DeletedAt == null, ct) ?? AddDeleted();
        admin.Role = Policies.Admin;
        admin.Enabled = true;
        await file.WriteAsync(password, ct);
        await change.SetAsync(
            admin, password, mustChange: true, AuditActions.UserPasswordReset, ct, AuditActor.Host);
        await factors.RemoveAsync(admin, AuditActor.Host, ct);
        await db.Database.ExecuteSqlAsync($"delete from login_failures where username = {Username}", ct);
        Tell(password);
    }

    // Somebody deleted the user admin, and the others have lost their passwords.
    private User AddDeleted()
    {
        var now = clock.GetUtcNow();
        var admin = new User
        {
            Username = Username, PasswordHash = "", Role = Policies.Admin, CreatedAt = now, PasswordChangedAt = now,
        };
        db.Users.Add(admin);
        audit.Add(
            db, AuditActions.UserCreated, admin.AsTarget(), after: UserFacts.Of(admin), actor: AuditActor.Host);
        return admin;
    }

    // To a person at a terminal only: what is written elsewhere ends in log files.
    private void Tell(string password)
    {
        Log.AdminPasswordWritten(logger, Username, file.Location);
        if (!Console.IsOutputRedirected) Console.WriteLine($"User {Username}, password {password}");
    }
}
