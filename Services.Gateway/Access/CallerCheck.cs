using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>
/// Finds the caller of a request: a BTC Watcher token or API key, or name and password of a BTC Watcher user as Basic.
/// </summary>
internal sealed class CallerCheck(BasicSignIn basic)
{
    // As FreqTrade words them: FreqUI refreshes its token on any 401.
    private static readonly Refusal Missing = new(401, "Unauthorized");
    private static readonly Refusal BadToken = new(401, "Could not validate credentials") { Challenge = "Bearer" };

    public ValueTask<Caller> FindAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            var address = context.Connection.RemoteIpAddress?.ToString();
            return basic.CheckAsync(header["Basic ".Length..].Trim(), address, context.RequestAborted);
        }

        // The scheme of ServiceDefaults has looked at a bearer token before this endpoint ran.
        if (context.User.Identity is { IsAuthenticated: true })
        {
            var caller = Caller.WithRole(context.User.FindFirst(TokenClaims.Role)?.Value);
            return ValueTask.FromResult(caller.LimitedTo(context.User.IsReadOnly(), context.User.Strategies()));
        }

        var isBearer = header.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase);
        return ValueTask.FromResult(Caller.Refused(isBearer ? BadToken : Missing));
    }
}
