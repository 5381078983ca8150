namespace BtcWatcher.Services.Api.Auth.ApiKeys;

/// <summary>A new key: a viewer's for 90 days unless told otherwise.</summary>
internal sealed record CreateApiKeyRequest
{
    public string? Name { get; init; }
    public string? Role { get; init; }
    public bool? ReadOnly { get; init; }
    public IReadOnlyList<int>? StrategyIds { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A key without its secret.</summary>
internal sealed record ApiKeyItem(
    Guid KeyId, string Name, string Hint, string Role, bool ReadOnly, IReadOnlyList<int>? StrategyIds,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, string? LastUsedAddress)
{
    public static ApiKeyItem Of(ApiKey key) => new(
        key.Id, key.Name, key.Hint, key.Role, key.ReadOnly, key.StrategyIds, key.CreatedAt, key.ExpiresAt,
        key.LastUsedAt, key.LastUsedAddress);
}

/// <summary>The secret is shown here and nowhere again.</summary>
internal sealed record ApiKeyCreated(Guid KeyId, string ApiKey, ApiKeyItem Key);

/// <summary>What the audit log tells of a key.</summary>
internal sealed record ApiKeyFacts(
    string Role, bool ReadOnly, IReadOnlyList<int>? StrategyIds, DateTimeOffset ExpiresAt)
{
    public static ApiKeyFacts Of(ApiKey key) => new(key.Role, key.ReadOnly, key.StrategyIds, key.ExpiresAt);
}
