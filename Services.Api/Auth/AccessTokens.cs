using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>Access tokens, ES256: sub, name, role, sid; valid for jwt_expire_hours.</summary>
internal sealed class AccessTokens(SigningKeys keys, AuthRules rules, TimeProvider clock)
{
    /// <summary>
    /// The role in the token of a user who must change the password first: no policy of any service accepts it.
    /// </summary>
    public const string PasswordChangeRole = "password_change";

    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    public (string Token, TimeSpan Lifetime) Issue(User user, Guid sessionId)
    {
        var now = clock.GetUtcNow();
        var lifetime = rules.AccessLifetime;
        var token = Tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenClaims.UserIssuer,
            Audience = TokenClaims.UserAudience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = user.Id.ToString(),
                [JwtRegisteredClaimNames.Jti] = Guid.CreateVersion7().ToString(),
                [TokenClaims.Name] = user.Username,
                [TokenClaims.Role] = user.MustChangePassword ? PasswordChangeRole : user.Role,
                [TokenClaims.Session] = sessionId.ToString(),
            },
            SigningCredentials = new SigningCredentials(keys.Current, SecurityAlgorithms.EcdsaSha256),
        });
        return (token, lifetime);
    }
}
