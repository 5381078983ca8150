using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace BtcWatcher.ServiceDefaults.OpenApi;

/// <summary>What a service says of its public addresses (OpenAPI 3.1), for the api, which joins all of them.</summary>
public static class ServiceOpenApi
{
    public const string Document = "v1";

    /// <summary>Where each service answers with it, to other services only.</summary>
    public const string Path = "/internal/openapi/v1.json";

    /// <summary>Member of an operation: the least role that may call it; absent when anybody may.</summary>
    public const string RoleMember = "x-role";

    private static readonly string[] Roles = [Policies.Viewer, Policies.Operator, Policies.Admin];

    internal static void AddServiceOpenApi(this IServiceCollection services) =>
        services.AddOpenApi(Document, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            // Addresses that only pass on are described by who serves them.
            options.ShouldInclude = api => api.RelativePath is { } path
                && !path.StartsWith("internal", StringComparison.Ordinal)
                && !path.Contains("{**", StringComparison.Ordinal) && !path.Contains("{*", StringComparison.Ordinal);
            options.AddOperationTransformer((operation, context, _) =>
            {
                if (RoleOf(context.Description.ActionDescriptor.EndpointMetadata) is { } role)
                {
                    operation.AddExtension(RoleMember, new JsonNodeExtension(role));
                }

                return Task.CompletedTask;
            });
        });

    internal static void MapServiceOpenApi(this IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/internal/openapi/{documentName}.json").RequireAuthorization(Policies.Service);

    private static string? RoleOf(IList<object> metadata)
    {
        if (metadata.OfType<IAllowAnonymous>().Any()) return null;
        var asked = metadata.OfType<IAuthorizeData>().Select(one => one.Policy).ToHashSet();
        return Roles.LastOrDefault(asked.Contains) ?? Policies.Viewer;
    }
}
