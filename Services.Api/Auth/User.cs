using BtcWatcher.Services.Api.Audit;

namespace BtcWatcher.Services.Api.Auth;

internal sealed class User
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Lower case, unique.</summary>
    public required string Username { get; init; }
    public required string PasswordHash { get; set; }

    /// <summary>viewer, operator or admin.</summary>
    public required string Role { get; set; }
    public bool MustChangePassword { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset PasswordChangedAt { get; set; }
    public DateTimeOffset? LastLoginAt { get; set; }

    /// <summary>A disabled user cannot log in.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The name of a deleted user is free again; the row stays for what refers to it.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public bool MayLogIn => Enabled && DeletedAt is null;

    public AuditTarget AsTarget() => new("user", Id.ToString(), Username);

    public static string Normalise(string username) => username.Trim().ToLowerInvariant();
}
