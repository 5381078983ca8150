namespace BtcWatcher.Services.Api.Web;

/// <summary>
/// What a browser may do with an answer of this address: load nothing from elsewhere, be framed by nobody.
/// </summary>
internal static class SecurityHeaders
{
    // Component libraries and charts set styles on elements; scripts are only ever our own files.
    private const string ContentPolicy =
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; "
        + "style-src 'self' 'unsafe-inline'; font-src 'self' data:; object-src 'none'; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // Late: an exception handler clears what was set before.
        context.Response.OnStarting(
            static state =>
            {
                var headers = ((HttpContext)state).Response.Headers;
                headers.ContentSecurityPolicy = ContentPolicy;
                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                return Task.CompletedTask;
            },
            context);
        return next(context);
    });
}
