using System.Security.Cryptography;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.Testing;

/// <summary>User tokens as the api signs them, and the keys that it answers with to check them.</summary>
public sealed class TestTokens : IDisposable
{
    private const string KeyId = "test-key";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public UserKeySet KeySet
    {
        get
        {
            var point = _key.ExportParameters(false).Q;
            return new UserKeySet(
                [new PublicKey(KeyId, WebEncoders.Base64UrlEncode(point.X!), WebEncoders.Base64UrlEncode(point.Y!))],
                []);
        }
    }

    /// <summary>A token of somebody with this role, for 15 minutes and every service unless told.</summary>
    public string For(
        string role, TimeSpan? lifetime = null, string? audience = null, Guid? session = null, Guid? user = null) =>
        new JsonWebTokenHandler
        {
            SetDefaultTimesOnTokenCreation = false,
        }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenClaims.UserIssuer,
            Audience = audience ?? TokenClaims.UserAudience,
            Expires = DateTime.UtcNow + (lifetime ?? TimeSpan.FromMinutes(15)),
            Claims = new Dictionary<string, object>
            {
                ["sub"] = (user ?? Guid.NewGuid()).ToString(),
                [TokenClaims.Name] = "someone",
                [TokenClaims.Role] = role,
                [TokenClaims.Session] = (session ?? Guid.NewGuid()).ToString(),
            },
            SigningCredentials =
            new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = KeyId }, SecurityAlgorithms.EcdsaSha256),
        });

    public void Dispose() => _key.Dispose();
}
