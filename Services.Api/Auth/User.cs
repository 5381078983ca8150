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

    public static string Normalise(string username) => username.Trim().ToLowerInvariant();
}
