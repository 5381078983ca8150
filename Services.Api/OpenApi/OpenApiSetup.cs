using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.OpenApi;

/// <summary>/openapi/v1.json for users, and the page /docs that shows it (ADR 0061).</summary>
internal static class OpenApiSetup
{
    private const string Page = "docs.html";
    private const string Script = "docs.js";

    public static void AddJoinedOpenApi(this IServiceCollection services) => services.AddSingleton<OpenApiParts>();

    public static void MapJoinedOpenApi(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/v1.json", ReadAsync).RequireAuthorization(Policies.Viewer).ForEveryKey()
            .ExcludeFromDescription();

    /// <summary>
    /// The page's files are the same for everybody, as the web application's; what it shows needs a token.
    /// </summary>
    public static void UseDocs(this WebApplication app)
    {
        app.Use((context, next) =>
            HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/docs/" + Script
                ? Results.Stream(Resource(Script), "text/javascript").ExecuteAsync(context) : next(context));
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.IndexStream = () => Resource(Page);
        });
    }

    private static async Task<FileContentHttpResult> ReadAsync(
        OpenApiParts parts, HttpResponse response, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-cache";
        return TypedResults.File(await parts.JoinedAsync(ct), "application/json");
    }

    private static Stream Resource(string name) =>
        typeof(OpenApiSetup).Assembly.GetManifestResourceStream(name)!;
}
