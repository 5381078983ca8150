using System.Collections.Concurrent;
using BtcWatcher.ServiceDefaults.Keys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.ServiceDefaults.Auth;

/// <summary>
/// Tokens of five minutes with which this service calls another one (HS256, the audience is the callee).
/// </summary>
public sealed class ServiceTokens(InstallationKeys keys, ServiceIdentity self, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset RenewAt)> _tokens = new();

    internal SecurityKey Key { get; } = new SymmetricSecurityKey(keys.ServiceKey);

    /// <summary>A token for the service of this resource name, valid for at least two minutes.</summary>
    public string For(string audience)
    {
        var now = clock.GetUtcNow();
        if (_tokens.TryGetValue(audience, out var held) && now < held.RenewAt) return held.Token;

        var token = Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenClaims.ServiceIssuer,
            Audience = audience,
            NotBefore = now.UtcDateTime.AddSeconds(-30),
            IssuedAt = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = self.Name, [TokenClaims.Role] = Policies.Service },
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.HmacSha256),
        });
        _tokens[audience] = (token, now + (Lifetime / 2));
        return token;
    }
}
