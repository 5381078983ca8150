using Microsoft.AspNetCore.Http.Extensions;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>
/// A browser cannot send headers with a websocket, so FreqUI puts its token into the query. It is taken out before
/// anything else sees the request: the token check finds it as a header, and no log or trace finds it at all.
/// </summary>
internal sealed class WebSocketToken(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Query.TryGetValue("token", out var tokens))
        {
            request.QueryString = new QueryBuilder(request.Query.Where(pair => !IsToken(pair.Key))).ToQueryString();
            var isSocket = request.Path.Value!.EndsWith("/message/ws", StringComparison.Ordinal);
            if (isSocket && tokens.Count == 1) request.Headers.Authorization = $"Bearer {tokens[0]}";
        }

        return next(context);
    }

    private static bool IsToken(string key) => key.Equals("token", StringComparison.OrdinalIgnoreCase);
}
