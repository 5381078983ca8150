using System.Globalization;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>A version of the settings: who made it, when, and what it changed.</summary>
internal sealed record SettingsHistoryItem(
    long Version, DateTimeOffset At, string Cause, string Actor, Guid? ActorId, string? Note,
    IReadOnlyList<SettingChange> Changes);

/// <summary>Body of a rollback.</summary>
internal sealed record RollbackRequest(long? Version, string? Note);

/// <summary>/api/v1/system/config/history and rollback</summary>
internal static class SettingsHistoryEndpoints
{
    private const int MaxLimit = 500;

    public static void MapSettingsHistory(this IEndpointRouteBuilder group)
    {
        group.MapGet("/history", ListAsync).RequireAuthorization(Policies.Admin).WithName("ListConfigHistory");
        group.MapPost("/rollback", RollBackAsync).RequireAuthorization(Policies.Admin).WithName("RollBackConfig");
    }

    private static async Task<Results<Ok<Page<SettingsHistoryItem>>, ProblemHttpResult>> ListAsync(
        ApiDbContext db, CancellationToken ct, string? after = null, int limit = 100, bool total = true)
    {
        var last = long.MaxValue;
        if (after is not null
            && !long.TryParse(Cursor.Decode(after), NumberStyles.None, CultureInfo.InvariantCulture, out last))
        {
            return SettingsProblems.Invalid("after", "Use the cursor that the page before gave as next.");
        }

        if (limit is < 1 or > MaxLimit) return SettingsProblems.Invalid("limit", $"Use 1 to {MaxLimit}.");
        long? count = total ? await db.SettingsVersions.LongCountAsync(ct) : null;
        var page = await db.SettingsVersions.AsNoTracking().Where(row => row.Version < last)
            .OrderByDescending(row => row.Version).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(new Page<SettingsHistoryItem>(
            [.. page.Take(limit).Select(row => new SettingsHistoryItem(
                row.Version, row.CreatedAt, row.Cause, row.Actor, row.ActorId, row.Note, row.ReadChanges()))],
            page.Count > limit
                ? Cursor.Encode(page[limit - 1].Version.ToString(CultureInfo.InvariantCulture)) : null,
            count));
    }

    /// <summary>The overrides of an earlier version again; files are never written, so they stay as they are.</summary>
    private static async Task<Results<Ok<SettingsUpdated>, ProblemHttpResult>> RollBackAsync(
        RollbackRequest body, HttpRequest request, ApiDbContext read, FileSettings settings, CancellationToken ct)
    {
        if (body.Version is not { } version) return SettingsProblems.Invalid("version", "Send one of the history.");
        if (OverrideRules.JudgeNote(body.Note) is { } noteRule) return SettingsProblems.Invalid("note", noteRule);
        var row = await read.SettingsVersions.AsNoTracking().SingleOrDefaultAsync(one => one.Version == version, ct);
        if (row is null) return SettingsProblems.NoVersion(version);
        return await OverrideEndpoints.RunAsync(
            settings,
            new(SettingsCause.Rollback, _ => row.ReadOverrides(), body.Note, OverrideEndpoints.IfVersion(request)), ct);
    }
}
