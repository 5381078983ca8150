using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>
/// Finds the caller of a request: a BTC Watcher token or API key, or name and password of a BTC Watcher user as Basic.
/// </summary>
internal sealed class CallerCheck(BasicSignIn basic)
{
    // As FreqTrade words it: FreqUI refreshes its token on any 401.
    private static readonly Refusal Missing = new(401, "Unauthorized");

    public static Refusal BadToken { get; } = new(401, "Could not validate credentials") { Challenge = "Bearer" };

    public ValueTask<Caller> FindAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (BasicHeader.IsOne(header))
        {
            var address = context.Connection.RemoteIpAddress?.ToString();
            return basic.CheckAsync(header, address, context.RequestAborted);
        }

        // The scheme of ServiceDefaults has looked at a bearer token before this endpoint ran.
        if (context.User.Identity is { IsAuthenticated: true })
        {
            return ValueTask.FromResult(ToCaller(context.User));
        }

        var isBearer = header.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase);
        return ValueTask.FromResult(Caller.Refused(isBearer ? BadToken : Missing));
    }

    private static Caller ToCaller(ClaimsPrincipal user)
    {
        var caller = Caller.WithRole(user.FindFirst(TokenClaims.Role)?.Value);
        return caller.LimitedTo(user.IsReadOnly(), user.Strategies()) with
        {
            UserId = Id(user, "sub") ?? Guid.Empty,
            Credentials = [.. new[] { Id(user, TokenClaims.Session), Id(user, TokenClaims.ApiKey) }.OfType<Guid>()],
        };
    }

    private static Guid? Id(ClaimsPrincipal user, string claim) =>
        Guid.TryParse(user.FindFirst(claim)?.Value, out var id) ? id : null;
}
