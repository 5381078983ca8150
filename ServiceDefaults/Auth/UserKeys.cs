using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.ServiceDefaults.Auth;

/// <summary>
/// The public keys of user tokens and the sessions whose tokens are refused: at the api its own, elsewhere fetched.
/// </summary>
public interface IUserKeys
{
    /// <summary>
    /// The key of this id; asks the api again for one that is not known yet. Null when there is none.
    /// </summary>
    ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken);

    /// <summary>True when the session was revoked.</summary>
    bool IsRevoked(Guid sessionId);

    /// <summary>Refuses the session's tokens from now on.</summary>
    void Revoke(Guid sessionId);
}

/// <summary>
/// Answer of GET /internal/keys: public keys as JWK, and revoked sessions whose tokens have not expired yet.
/// </summary>
public sealed record UserKeySet(
    IReadOnlyList<PublicKey> Keys, IReadOnlyList<Guid> RevokedSessions, IReadOnlyList<SharedKey>? SharedKeys = null);

/// <summary>A key of HS256 as JWK, while the settings want that algorithm: for services only.</summary>
public sealed record SharedKey(string Kid, string K)
{
    public string Kty { get; } = "oct";

    public SecurityKey ToSecurityKey() =>
        new SymmetricSecurityKey(Base64UrlEncoder.DecodeBytes(K)) { KeyId = Kid };
}

/// <summary>A P-256 public key as JWK (RFC 7517): coordinates in base64url.</summary>
public sealed record PublicKey(string Kid, string X, string Y)
{
    public string Kty { get; } = "EC";

    public string Crv { get; } = "P-256";

    public SecurityKey ToSecurityKey() => new JsonWebKey { Kty = Kty, Crv = Crv, Kid = Kid, X = X, Y = Y };
}
