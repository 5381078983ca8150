using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace BtcWatcher.Services.Signals.Query;

/// <summary>Where the stream of graded signals stands: every commit up to this position can be read.</summary>
internal sealed record StreamPosition(long Position);

internal static class StreamEndpoint
{
    public static void MapStreamPosition(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/internal/signals/position", ReadAsync).WithTags("Internal")
            .RequireAuthorization(Policies.Service);

    private static async Task<Ok<StreamPosition>> ReadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT position FROM stream WHERE name = 'signals'");
        return TypedResults.Ok(new StreamPosition((long)(await command.ExecuteScalarAsync(ct))!));
    }
}
