using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Queries that repeat.</summary>
internal static class StrategyQueries
{
    public static Task<bool> IsNameTakenAsync(
        this ApiDbContext db, string name, int? except, CancellationToken ct)
    {
        var lower = name.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL, where lower() is what the index has.
        return db.Strategies.AnyAsync(
            row => row.DeletedAt == null && row.Name.ToLower() == lower && row.Id != except, ct);
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>Not deleted, and locked until the transaction ends; null when there is none.</summary>
    public static Task<Strategy?> LockStrategyAsync(this ApiDbContext db, int id, CancellationToken ct) =>
        db.Strategies.FromSql($"select * from strategies where id = {id} and deleted_at is null for update")
            .SingleOrDefaultAsync(ct);

    /// <summary>Not deleted; null when there is none.</summary>
    public static Task<Strategy?> FindStrategyAsync(this ApiDbContext db, int id, CancellationToken ct) =>
        db.Strategies.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.DeletedAt == null, ct);
}
