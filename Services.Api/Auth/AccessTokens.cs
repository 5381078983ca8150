using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>
/// Access tokens, ES256 unless the settings want HS256: sub, name, role, sid; valid for jwt_expire_hours.
/// </summary>
internal sealed class AccessTokens(
    SigningKeys keys, SharedSigningKey shared, AuthRules rules, TimeProvider clock)
{
    /// <summary>
    /// The role in the token of a user who must change the password first: no policy of any service accepts it.
    /// </summary>
    public const string PasswordChangeRole = "password_change";

    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    public (string Token, TimeSpan Lifetime) Issue(User user, Guid sessionId)
    {
        var lifetime = rules.AccessLifetime;
        var role = user.MustChangePassword ? PasswordChangeRole : user.Role;
        return (Sign(TokenClaims.UserAudience, lifetime, Claims(user.Id, user.Username, role, sessionId)), lifetime);
    }

    /// <summary>A token that only the gateway takes, with the limits of the API key that opened the session.</summary>
    public string IssueForGateway(ApiKeyGrant grant, Guid sessionId)
    {
        var claims = Claims(grant.UserId, grant.Username, grant.Role, sessionId);
        if (grant.KeyId != Guid.Empty) grant.AddLimits(claims);
        return Sign(TokenClaims.AudienceOf("gateway"), AuthRules.GatewayAccessLifetime, claims);
    }

    private static Dictionary<string, object> Claims(Guid userId, string username, string role, Guid sessionId) => new()
    {
        [JwtRegisteredClaimNames.Sub] = userId.ToString(),
        [JwtRegisteredClaimNames.Jti] = Guid.CreateVersion7().ToString(),
        [TokenClaims.Name] = username,
        [TokenClaims.Role] = role,
        [TokenClaims.Session] = sessionId.ToString(),
    };

    private string Sign(string audience, TimeSpan lifetime, Dictionary<string, object> claims)
    {
        var now = clock.GetUtcNow();
        return Tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenClaims.UserIssuer,
            Audience = audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            Claims = claims,
            SigningCredentials = shared.Current is { } common
                ? new SigningCredentials(common.ToSecurityKey(), SecurityAlgorithms.HmacSha256)
                : new SigningCredentials(keys.Current, SecurityAlgorithms.EcdsaSha256),
        });
    }
}
