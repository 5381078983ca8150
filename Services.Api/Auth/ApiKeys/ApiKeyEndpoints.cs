using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Auth.ApiKeys;

/// <summary>/api/v1/auth/api-keys, and an admin's view of another user's at /api/v1/users/{id}/api-keys.</summary>
internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/api/v1/auth/api-keys").WithTags("Auth").RequireAuthorization(AuthEndpoints.Person);
        own.MapGet("/", ListOwnAsync).WithName("ListApiKeys");
        own.MapPost("/", CreateAsync).WithName("CreateApiKey");
        own.MapDelete("/{keyId:guid}", RevokeOwnAsync).WithName("RevokeApiKey");
        var others = routes.MapGroup("/api/v1/users/{id:guid}/api-keys").WithTags("Users")
            .RequireAuthorization(ServiceDefaults.Auth.Policies.Admin);
        others.MapGet("/", ListAsync).WithName("ListUserApiKeys");
        others.MapDelete("/{keyId:guid}", RevokeAsync).WithName("RevokeUserApiKey");
    }

    private static async Task<Results<Created<ApiKeyCreated>, ProblemHttpResult>> CreateAsync(
        CreateApiKeyRequest request, ClaimsPrincipal caller, HttpContext context, ApiKeyChanges keys,
        CancellationToken ct)
    {
        var (created, problem) = await keys.CreateAsync(caller.UserId(), request, ct);
        if (created is null) return problem!;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/auth/api-keys/{created.KeyId}", created);
    }

    private static Task<Ok<Page<ApiKeyItem>>> ListOwnAsync(
        ClaimsPrincipal caller, ApiKeyChanges keys, CancellationToken ct) => ListAsync(caller.UserId(), keys, ct);

    private static Task<Results<NoContent, ProblemHttpResult>> RevokeOwnAsync(
        Guid keyId, ClaimsPrincipal caller, ApiKeyChanges keys, CancellationToken ct) =>
        RevokeAsync(caller.UserId(), keyId, keys, ct);

    private static async Task<Ok<Page<ApiKeyItem>>> ListAsync(Guid id, ApiKeyChanges keys, CancellationToken ct)
    {
        var all = (await keys.ListAsync(id, ct)).Select(ApiKeyItem.Of).ToList();
        return TypedResults.Ok(new Page<ApiKeyItem>(all, null, all.Count));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id, Guid keyId, ApiKeyChanges keys, CancellationToken ct)
    {
        if (!await keys.RevokeAsync(id, keyId, ct)) return AuthProblems.NoSuchKey(keyId);
        return TypedResults.NoContent();
    }
}
