using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>A key of user tokens; from retired_at on it only verifies.</summary>
internal sealed record SigningKeyItem(string KeyId, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt);

/// <summary>The new key, and from when on it signs.</summary>
internal sealed record SigningKeyRotated(string KeyId, DateTimeOffset SignsFrom);

/// <summary>/api/v1/auth/signing-keys</summary>
internal static class SigningKeyEndpoints
{
    public static void MapSigningKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/auth/signing-keys").WithTags("Auth")
            .RequireAuthorization(Policies.Admin, AuthEndpoints.Person);
        group.MapGet("/", ListAsync).WithName("ListSigningKeys");
        group.MapPost("/rotate", RotateAsync).WithName("RotateSigningKey");
    }

    private static async Task<Ok<Page<SigningKeyItem>>> ListAsync(ApiDbContext db, CancellationToken ct)
    {
        var items = await db.SigningKeys.AsNoTracking().OrderByDescending(key => key.CreatedAt)
            .Select(key => new SigningKeyItem(key.Id, key.CreatedAt, key.RetiredAt)).ToListAsync(ct);
        return TypedResults.Ok(new Page<SigningKeyItem>(items, null, items.Count));
    }

    // A second call within the notice of the first would leave a key that never signs.
    private static async Task<Results<Ok<SigningKeyRotated>, ProblemHttpResult>> RotateAsync(
        SigningKeyRotation rotation, CancellationToken ct) =>
        await rotation.RotateAsync(SigningKeyRotation.Notice, ct) is { } key
            ? TypedResults.Ok(new SigningKeyRotated(key.Id, key.CreatedAt + SigningKeyRotation.Notice))
            : Problems.Of(
                StatusCodes.Status409Conflict, "auth:key_is_new", "The signing key is new",
                "It was made within the last minute: try again afterwards.");
}
