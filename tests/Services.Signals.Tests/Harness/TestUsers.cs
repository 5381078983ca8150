using System.Security.Cryptography;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.Services.Signals.Tests.Harness;

/// <summary>Signs user tokens as the api does, and hands out the public key.</summary>
internal sealed class TestUsers : IUserKeys
{
    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "test-key" };

    public ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SecurityKey?>(keyId == _key.KeyId ? _key : null);

    public bool IsRevoked(Guid sessionId) => false;

    public void Revoke(Guid sessionId) => throw new NotSupportedException();

    public string TokenFor(string role) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = TokenClaims.UserIssuer,
        Audience = TokenClaims.UserAudience,
        Expires = DateTime.UtcNow.AddMinutes(15),
        Claims = new Dictionary<string, object> { ["sub"] = Guid.NewGuid().ToString(), [TokenClaims.Role] = role },
        SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.EcdsaSha256),
    });
}
