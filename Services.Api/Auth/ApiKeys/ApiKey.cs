namespace BtcWatcher.Services.Api.Auth.ApiKeys;

/// <summary>A secret of a user for scripts; only its hash is kept.</summary>
internal sealed class ApiKey
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required string Name { get; init; }
    public required byte[] Hash { get; init; }

    /// <summary>Its first characters, by which its owner knows it again.</summary>
    public required string Hint { get; init; }

    /// <summary>viewer, operator or admin; the owner's present role is the most it can be.</summary>
    public required string Role { get; init; }
    public required bool ReadOnly { get; init; }

    /// <summary>The only strategies that it may touch; null for all.</summary>
    public int[]? StrategyIds { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public string? LastUsedAddress { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}
