using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Processes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BtcWatcher.Services.Supervisor.Instances;

/// <summary>
/// PUT /internal/instances/{id}/database: the trades of a bot that ran elsewhere, before its first start here.
/// FreqTrade itself judges the file then; the supervisor never opens it as a database.
/// </summary>
internal static class DatabaseIntake
{
    private const long MaxBytes = 64L << 20;

    public static void MapDatabaseIntake(this RouteGroupBuilder group) =>
        group.MapPut("/{strategyId:int}/database", PutAsync).WithName("PutInstanceDatabase")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBytes));

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        int strategyId, HttpRequest request, FleetState state, InstanceFolders folders, Isolation isolation,
        CancellationToken ct)
    {
        var folder = folders.Of(strategyId);
        if (strategyId < 1 || state.Find(strategyId) is not null || Directory.Exists(folder.Path)) return Present();
        await using var received = new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16,
            FileOptions.DeleteOnClose);
        await request.Body.CopyToAsync(received, ct);
        received.Position = 0;
        Write(folder, await isolation.UserOfAsync(strategyId, ct), received);
        return TypedResults.NoContent();
    }

    private static void Write(InstanceFolder folder, int? user, Stream received)
    {
        FolderOwnership.Give(folder, user);
        using var view = OwnersView.Of(folder);
        using var file = new FileStream(folder.Database, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        received.CopyTo(file);
        file.Flush(flushToDisk: true);
    }

    private static ProblemHttpResult Present() => Problems.Of(
        StatusCodes.Status409Conflict, "instances:has_database", "The instance has its own trades already",
        "A database is taken only before anything was asked of the instance.");
}
