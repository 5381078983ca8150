namespace BtcWatcher.Simulator.Api;

/// <summary>Starlette's CORS middleware for exact origins with credentials.</summary>
internal sealed class ApiCors(HashSet<string> origins)
{
    private const string Methods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

    /// <summary>The answer to a preflight, or null where the request is none.</summary>
    public ApiResult? Preflight(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var asked = request.Headers.AccessControlRequestMethod.ToString();
        var origin = request.Headers.Origin.ToString();
        if (request.Method != "OPTIONS" || asked.Length == 0 || origin.Length == 0)
        {
            return null;
        }

        response.Headers.Vary = "Origin";
        response.Headers.AccessControlAllowMethods = Methods;
        response.Headers.AccessControlMaxAge = "600";
        response.Headers.AccessControlAllowCredentials = "true";
        if (request.Headers.AccessControlRequestHeaders.ToString() is { Length: > 0 } headers)
        {
            response.Headers.AccessControlAllowHeaders = headers;
        }

        if (!origins.Contains(origin))
        {
            return new ApiResult(400, null, "Disallowed CORS origin");
        }

        response.Headers.AccessControlAllowOrigin = origin;
        return new ApiResult(200, null, "OK");
    }

    public void Apply(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return;
        }

        context.Response.Headers.AccessControlAllowCredentials = "true";
        if (origins.Contains(origin))
        {
            context.Response.Headers.AccessControlAllowOrigin = origin;
            context.Response.Headers.Vary = "Origin";
        }
    }
}
