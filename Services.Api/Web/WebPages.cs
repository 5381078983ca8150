using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Web;

/// <summary>
/// Serves the web application's files, and its first page for every address that is its own. Only what no endpoint
/// serves comes here, before the check for a token: the files are the same for everybody.
/// </summary>
internal sealed class WebPages(RequestDelegate next, IOptions<WebOptions> options)
{
    private static readonly string[] NotPages =
        ["/api", "/internal", "/ws", "/freqtrade", "/openapi", "/health", "/docs"];
    private readonly string _root = options.Value.Root.Length == 0 ? "" : Path.GetFullPath(options.Value.Root);
    private readonly FileExtensionContentTypeProvider _types = new();

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var isPage = context.GetEndpoint() is null
            && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && !NotPages.Any(prefix => request.Path.StartsWithSegments(prefix));
        return isPage ? ServeAsync(context) : next(context);
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (!File.Exists(Path.Combine(_root, "index.html")))
        {
            await Problems.Of(
                StatusCodes.Status404NotFound, "web:not_built", "The web pages are not there",
                "Build them with 'npm ci && npm run build' in web/ (./run does it), and set Web__Root to web/dist. "
                + "The REST API works without them.").ExecuteAsync(context);
            return;
        }

        using var files = new PhysicalFileProvider(_root);
        var path = context.Request.Path.Value is null or "" or "/" ? "/index.html" : context.Request.Path.Value;
        var file = files.GetFileInfo(path);
        if (file is { Exists: false } && !Path.HasExtension(path)) file = files.GetFileInfo("/index.html");
        if (file is { Exists: false } or { IsDirectory: true })
        {
            await Problems.Of(
                StatusCodes.Status404NotFound, "web:not_found", "No such file", "There is nothing at this address.")
                .ExecuteAsync(context);
            return;
        }

        // What the build names by its content never changes; everything else is asked for again.
        context.Response.Headers.CacheControl = path.StartsWith("/assets/", StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
        var type = _types.TryGetContentType(file.Name, out var known) ? known : "application/octet-stream";
        await Results.File(file.PhysicalPath!, type, lastModified: file.LastModified).ExecuteAsync(context);
    }
}
