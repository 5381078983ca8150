using System.Globalization;
using System.Security.Claims;

namespace BtcWatcher.ServiceDefaults.Auth;

/// <summary>A verified key as claims, and the claims as limits.</summary>
public static class ApiKeyIdentity
{
    private const string ReadOnlyClaim = "read_only";
    private const string StrategiesClaim = "strategies";

    public static ClaimsPrincipal ToPrincipal(this ApiKeyGrant grant)
    {
        var identity = new ClaimsIdentity("ApiKey", TokenClaims.Name, TokenClaims.Role);
        identity.AddClaim(new("sub", grant.UserId.ToString()));
        identity.AddClaim(new(TokenClaims.Name, grant.Username));
        identity.AddClaim(new(TokenClaims.Role, grant.Role));
        identity.AddClaim(new(TokenClaims.Session, grant.KeyId.ToString()));
        identity.AddClaim(new(TokenClaims.ApiKey, grant.KeyId.ToString()));
        if (grant.ReadOnly) identity.AddClaim(new(ReadOnlyClaim, "true"));
        if (grant.StrategyIds is { } ids) identity.AddClaim(new(StrategiesClaim, string.Join(',', ids)));
        return new(identity);
    }

    /// <summary>Puts the key and its limits among the claims of a token that was issued for it.</summary>
    public static void AddLimits(this ApiKeyGrant grant, IDictionary<string, object> claims)
    {
        claims[TokenClaims.ApiKey] = grant.KeyId.ToString();
        if (grant.ReadOnly) claims[ReadOnlyClaim] = "true";
        if (grant.StrategyIds is { } ids) claims[StrategiesClaim] = string.Join(',', ids);
    }

    /// <summary>True of an API key, false of a login's token.</summary>
    public static bool IsApiKey(this ClaimsPrincipal caller) => caller.HasClaim(one => one.Type == TokenClaims.ApiKey);

    public static bool IsReadOnly(this ClaimsPrincipal caller) => caller.HasClaim(ReadOnlyClaim, "true");

    /// <summary>The only strategies that the caller may touch; null for all.</summary>
    public static IReadOnlySet<int>? Strategies(this ClaimsPrincipal caller) =>
        caller.FindFirst(StrategiesClaim) is { } claim
            ? claim.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToHashSet()
            : null;
}
