using System.Globalization;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>The list of strategies, by number, with search, tag and state.</summary>
internal static class StrategyList
{
    private const int MaxLimit = 999;

    public static async Task<Results<Ok<Page<StrategyItem>>, ProblemHttpResult>> ListAsync(
        ApiDbContext db, StrategyDefinitions definitions, StrategyView view, CancellationToken ct,
        string? search = null, string? tag = null, string? state = null, string? after = null, int limit = 100,
        bool total = true)
    {
        var last = 0;
        if (after is not null && !int.TryParse(Cursor.Decode(after), CultureInfo.InvariantCulture, out last))
        {
            return StrategyProblems.Invalid("after", "Use the cursor that the page before gave as next.");
        }

        if (limit is < 1 or > MaxLimit) return StrategyProblems.Invalid("limit", $"Use 1 to {MaxLimit}.");

        if ($"{search}{tag}".Any(char.IsControl))
        {
            return StrategyProblems.Invalid("search", "Remove the control characters.");
        }

        var query = db.Strategies.AsNoTracking().Where(row => row.DeletedAt == null);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = $"%{Escape(search.Trim())}%";
            query = query.Where(row =>
                EF.Functions.ILike(row.Name, pattern, "\\") || EF.Functions.ILike(row.StrategyClass, pattern, "\\"));
        }

        if (!string.IsNullOrEmpty(tag)) query = query.Where(row => row.Tags.Contains(tag));

        // At most 999 rows; the state is only known in memory.
        var rows = await query.OrderBy(row => row.Id).ToListAsync(ct);
        if (!string.IsNullOrEmpty(state)) rows = rows.FindAll(row => view.StateOf(row.Id) == state);
        var page = rows.Where(row => row.Id > last).Take(limit).ToList();
        var known = await definitions.CurrentAsync(db, page, ct);
        var more = page.Count > 0 && rows[^1].Id > page[^1].Id;
        return TypedResults.Ok(new Page<StrategyItem>(
            page.Where(row => known.ContainsKey(row.Id)).Select(row => view.Item(row, known[row.Id])).ToList(),
            more ? Cursor.Encode(page[^1].Id.ToString(CultureInfo.InvariantCulture)) : null,
            total ? rows.Count : null));
    }

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);
}
