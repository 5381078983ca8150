using System.Security.Cryptography;
using System.Text;

namespace BtcWatcher.ServiceDefaults.Auth;

/// <summary>What an API key may do, as the api says it now.</summary>
/// <param name="KeyId">The key's id, never its secret.</param>
/// <param name="UserId">The owner, in whose name it acts.</param>
/// <param name="Username">The owner's name.</param>
/// <param name="Role">Not above the owner's present role.</param>
/// <param name="ReadOnly">True when it may change nothing.</param>
/// <param name="StrategyIds">The only strategies that it may touch; null for all.</param>
/// <param name="ExpiresAt">From then on it is refused.</param>
public sealed record ApiKeyGrant(
    Guid KeyId, Guid UserId, string Username, string Role, bool ReadOnly, IReadOnlyList<int>? StrategyIds,
    DateTimeOffset ExpiresAt);

/// <summary>Body of POST /internal/auth/api-key: the key, and where the caller is.</summary>
public sealed record ApiKeyQuestion(string? Key, string? Address);

/// <summary>Verifies API keys: the api in its own table, everybody else by asking it.</summary>
public interface IApiKeys
{
    /// <summary>Null when the key is unknown, revoked or expired, or its owner may not log in.</summary>
    ValueTask<ApiKeyGrant?> FindAsync(string key, string? address, CancellationToken cancellationToken);

    /// <summary>Drops what is remembered: something was revoked.</summary>
    void Forget();
}

/// <summary>How an API key looks: btcw_ and 256 random bits in base64url.</summary>
public static class ApiKeyText
{
    public const string Prefix = "btcw_";
    public const string Header = "X-API-Key";
    private const int Length = 48;

    public static bool IsOne(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Enough for a secret of 256 random bits.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
