using System.Collections.Concurrent;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Definitions of versions as stored; those without files are kept, since a version never changes.</summary>
internal sealed class StrategyDefinitions
{
    private readonly ConcurrentDictionary<(int StrategyId, int Number), StrategyDefinition> _known = new();

    /// <summary>The rows of a new version.</summary>
    public static StrategyVersion ToRow(
        StrategyDefinition definition, Guid? author, DateTimeOffset now, string? note = null) => new()
        {
            StrategyId = definition.Profile.StrategyId,
            Number = definition.Profile.Version,
            Label = definition.Profile.VersionLabel,
            Definition = JsonSerializer.Serialize(
            definition with { Files = new Dictionary<string, string>() }, MessageJson.Options),
            Files = JsonSerializer.Serialize(definition.Files, MessageJson.Options),
            AuthorId = author,
            Note = note,
            CreatedAt = now,
        };

    /// <summary>With its files; null when there is no such version.</summary>
    public static async Task<StrategyDefinition?> FullAsync(
        ApiDbContext db, int strategyId, int number, CancellationToken ct)
    {
        var row = await db.StrategyVersions.AsNoTracking()
            .SingleOrDefaultAsync(version => version.StrategyId == strategyId && version.Number == number, ct);
        return row is null ? null : Full(row);
    }

    /// <summary>With its files.</summary>
    public static StrategyDefinition Full(StrategyVersion row) => Read(row.Definition) with
    {
        Files = JsonSerializer.Deserialize<SortedDictionary<string, string>>(row.Files, MessageJson.Options)!,
    };

    /// <summary>The present definitions of these strategies, without files, by strategy.</summary>
    public async Task<IReadOnlyDictionary<int, StrategyDefinition>> CurrentAsync(
        ApiDbContext db, IReadOnlyCollection<Strategy> strategies, CancellationToken ct)
    {
        var missing = strategies.Where(strategy => !_known.ContainsKey((strategy.Id, strategy.CurrentVersion)))
            .Select(strategy => strategy.Id).ToArray();
        if (missing.Length > 0)
        {
            var rows = await db.StrategyVersions.AsNoTracking()
                .Where(version => missing.Contains(version.StrategyId)
                    && db.Strategies.Any(strategy =>
                        strategy.Id == version.StrategyId && strategy.CurrentVersion == version.Number))
                .Select(version => new { version.StrategyId, version.Number, version.Definition })
                .ToListAsync(ct);
            foreach (var row in rows) _known[(row.StrategyId, row.Number)] = Read(row.Definition);
        }

        return strategies.Where(strategy => _known.ContainsKey((strategy.Id, strategy.CurrentVersion)))
            .ToDictionary(strategy => strategy.Id, strategy => _known[(strategy.Id, strategy.CurrentVersion)]);
    }

    private static StrategyDefinition Read(string definition) =>
        JsonSerializer.Deserialize<StrategyDefinition>(definition, MessageJson.Options)!;
}
