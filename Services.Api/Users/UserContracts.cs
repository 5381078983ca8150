using BtcWatcher.Services.Api.Auth;

namespace BtcWatcher.Services.Api.Users;

/// <summary>A user as others see it.</summary>
internal sealed record UserItem(
    Guid UserId, string Username, string Role, bool Enabled, bool MustChangePassword, DateTimeOffset CreatedAt,
    DateTimeOffset PasswordChangedAt, DateTimeOffset? LastLoginAt)
{
    public static UserItem Of(User user) => new(
        user.Id, user.Username, user.Role, user.Enabled, user.MustChangePassword, user.CreatedAt,
        user.PasswordChangedAt, user.LastLoginAt);
}

/// <summary>A new user; without a password a one-time one is made.</summary>
internal sealed record CreateUserRequest(string? Username, string? Role, string? Password);

/// <summary>What is null stays as it is.</summary>
internal sealed record ChangeUserRequest(string? Role, bool? Enabled);

/// <summary>The one-time password is shown here and nowhere again; null when one was given.</summary>
internal sealed record UserCreated(
    Guid UserId, string Username, string Role, bool MustChangePassword, string? OneTimePassword);

/// <summary>A password that must be changed at the next login.</summary>
internal sealed record PasswordReset(Guid UserId, string OneTimePassword);

/// <summary>What the audit log tells of a user.</summary>
internal sealed record UserFacts(string Username, string Role, bool Enabled)
{
    public static UserFacts Of(User user) => new(user.Username, user.Role, user.Enabled);
}
