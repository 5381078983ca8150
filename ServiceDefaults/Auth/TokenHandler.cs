using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.ServiceDefaults.Auth;

/// <summary>
/// Accepts a user's token (signed by the api: ES256, or HS256 where the settings want it), a service's (HS256, for
/// this service) or an API key as bearer; the key also as X-API-Key.
/// </summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    IUserKeys userKeys, IApiKeys apiKeys, ServiceTokens serviceTokens, VerifiedTokens verified,
    ServiceIdentity self, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Bearer";
    private static readonly JsonWebTokenHandler Tokens = new() { MapInboundClaims = false };

    private string[] UserAudiences => [TokenClaims.UserAudience, TokenClaims.AudienceOf(self.Name)];

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        TakeKeyHeader();
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();

        var text = header["Bearer ".Length..].Trim();
        if (text.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)) return await WithKeyAsync(text);
        if (verified.Find(text) is { } known && await CountsAsync(known.KeyId))
        {
            return Admit(known.Principal, known.Session);
        }

        if (Read(text) is not { } token) return AuthenticateResult.Fail("Not a token.");

        var isService = token.Issuer == TokenClaims.ServiceIssuer;
        var parameters = isService ? ForService() : await ForUserAsync(token);
        if (parameters is null) return AuthenticateResult.Fail("Unknown key.");

        var result = await Tokens.ValidateTokenAsync(token, parameters);
        if (!result.IsValid) return AuthenticateResult.Fail("Token refused.");
        var principal = new ClaimsPrincipal(result.ClaimsIdentity);
        Guid? session = Guid.TryParse(principal.FindFirst(TokenClaims.Session)?.Value, out var id) ? id : null;
        verified.Add(text, isService ? null : token.Kid, principal, session, token.ValidTo);
        return Admit(principal, session);
    }

    private async ValueTask<bool> CountsAsync(string? keyId) =>
        keyId is null || await userKeys.FindAsync(keyId, Context.RequestAborted) is not null;

    private AuthenticateResult Admit(ClaimsPrincipal principal, Guid? session) =>
        session is { } id && userKeys.IsRevoked(id)
            ? AuthenticateResult.Fail("Session revoked.")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));

    // As bearer it goes on to whoever this request is passed to, and the header goes to no instance.
    private void TakeKeyHeader()
    {
        var key = Request.Headers[ApiKeyText.Header].ToString();
        if (key.Length == 0) return;
        Request.Headers.Remove(ApiKeyText.Header);
        if (Request.Headers.Authorization.Count == 0) Request.Headers.Authorization = "Bearer " + key;
    }

    private async Task<AuthenticateResult> WithKeyAsync(string key)
    {
        var address = Context.Connection.RemoteIpAddress?.ToString();
        var grant = await apiKeys.FindAsync(key, address, Context.RequestAborted);
        return grant is null || userKeys.IsRevoked(grant.KeyId)
            ? AuthenticateResult.Fail("API key refused.")
            : AuthenticateResult.Success(new AuthenticationTicket(grant.ToPrincipal(), Scheme.Name));
    }

    // CanReadToken only counts the dots; what is between them may be anything.
    private static JsonWebToken? Read(string text)
    {
        try
        {
            return Tokens.CanReadToken(text) ? Tokens.ReadJsonWebToken(text) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private TokenValidationParameters ForService() => Parameters(
        TokenClaims.ServiceIssuer, [self.Name], serviceTokens.Key, SecurityAlgorithms.HmacSha256);

    private async Task<TokenValidationParameters?> ForUserAsync(JsonWebToken token) =>
        token.Kid is { Length: > 0 } id && await userKeys.FindAsync(id, Context.RequestAborted) is { } key
            ? Parameters(TokenClaims.UserIssuer, UserAudiences, key, key is SymmetricSecurityKey
                ? SecurityAlgorithms.HmacSha256 : SecurityAlgorithms.EcdsaSha256)
            : null;

    private TokenValidationParameters Parameters(
        string issuer, string[] audiences, SecurityKey key, string algorithm) => new()
        {
            ValidIssuer = issuer,
            ValidAudiences = audiences,
            IssuerSigningKey = key,
            ValidAlgorithms = [algorithm],
            NameClaimType = TokenClaims.Name,
            RoleClaimType = TokenClaims.Role,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) =>
                expires > clock.GetUtcNow().UtcDateTime && !(notBefore > clock.GetUtcNow().UtcDateTime.AddSeconds(30)),
        };
}
