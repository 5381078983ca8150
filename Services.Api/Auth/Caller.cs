using System.Globalization;
using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>Who calls, from the claims of a token that has been checked.</summary>
internal static class Caller
{
    public static Guid UserId(this ClaimsPrincipal user) =>
        Guid.Parse(user.FindFirstValue(JwtRegisteredClaimNames.Sub)!);

    public static Guid SessionId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(TokenClaims.Session)!);

    public static DateTimeOffset TokenExpires(this ClaimsPrincipal user) => DateTimeOffset.FromUnixTimeSeconds(
        long.Parse(user.FindFirstValue(JwtRegisteredClaimNames.Exp)!, CultureInfo.InvariantCulture));

    public static string Address(this HttpContext context) =>
        context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
