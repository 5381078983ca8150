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

    /// <summary>The name with "copy" behind it, and a number where that is taken too.</summary>
    public static async Task<string> FreeNameAsync(this ApiDbContext db, string name, CancellationToken ct)
    {
        var stem = name.Length <= 85 ? name : name[..(char.IsHighSurrogate(name[84]) ? 84 : 85)];
        var taken = (await db.Strategies.Where(row => row.DeletedAt == null).Select(row => row.Name).ToListAsync(ct))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(1, Strategy.MaxStrategies + 1)
            .Select(number => number == 1 ? $"{stem} copy" : $"{stem} copy {number}")
            .First(free => !taken.Contains(free));
    }

    /// <summary>Not deleted, and locked until the transaction ends; null when there is none.</summary>
    public static Task<Strategy?> LockStrategyAsync(this ApiDbContext db, int id, CancellationToken ct) =>
        db.Strategies.FromSql($"select * from strategies where id = {id} and deleted_at is null for update")
            .SingleOrDefaultAsync(ct);

    /// <summary>Not deleted; null when there is none.</summary>
    public static Task<Strategy?> FindStrategyAsync(this ApiDbContext db, int id, CancellationToken ct) =>
        db.Strategies.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.DeletedAt == null, ct);
}
