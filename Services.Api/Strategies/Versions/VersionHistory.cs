using System.Globalization;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Strategies.Versions;

/// <summary>Reads what a strategy was.</summary>
internal sealed class VersionHistory(ApiDbContext db)
{
    /// <summary>Newest first, those below <paramref name="before"/>.</summary>
    public async Task<Page<VersionItem>> PageAsync(
        Strategy strategy, int before, int limit, bool total, CancellationToken ct)
    {
        var items = await Items(strategy).Where(item => item.VersionNumber < before)
            .OrderByDescending(item => item.VersionNumber).Take(limit + 1).ToListAsync(ct);
        var more = items.Count > limit;
        if (more) items.RemoveAt(limit);
        return new(
            items, more ? Cursor.Encode(items[^1].VersionNumber.ToString(CultureInfo.InvariantCulture)) : null,
            // They are numbered without gaps, and none is ever removed.
            total ? strategy.CurrentVersion : null);
    }

    /// <summary>Null when there is no such version.</summary>
    public async Task<VersionDetail?> FindAsync(Strategy strategy, int number, CancellationToken ct)
    {
        if (await StrategyDefinitions.FullAsync(db, strategy.Id, number, ct) is not { } definition) return null;
        var item = await Items(strategy).SingleAsync(one => one.VersionNumber == number, ct);
        return new()
        {
            StrategyId = strategy.Id,
            VersionNumber = number,
            Version = item.Version,
            CreatedAt = item.CreatedAt,
            AuthorId = item.AuthorId,
            Author = item.Author,
            Note = item.Note,
            IsCurrent = item.IsCurrent,
            Strategy = StrategyDocument.Of(definition),
        };
    }

    private IQueryable<VersionItem> Items(Strategy strategy) =>
        from version in db.StrategyVersions.AsNoTracking()
        where version.StrategyId == strategy.Id
        select new VersionItem
        {
            VersionNumber = version.Number,
            Version = version.Label,
            CreatedAt = version.CreatedAt,
            AuthorId = version.AuthorId,
            Author = db.Users.Where(user => user.Id == version.AuthorId).Select(user => user.Username)
                .FirstOrDefault(),
            Note = version.Note,
            IsCurrent = version.Number == strategy.CurrentVersion,
        };
}
