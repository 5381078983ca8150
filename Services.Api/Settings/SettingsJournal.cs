using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>Writes each version of the settings, with who changed what, and tells all services.</summary>
internal sealed class SettingsJournal(
    IServiceScopeFactory scopes, Outbox outbox, AuditTrail audit, TimeProvider clock)
{
    public delegate SettingsLayers Builder(IReadOnlyDictionary<string, JsonNode> overrides);

    /// <summary>
    /// Only one process writes at a time; the newest row is the version in force. No layers: it is another version than
    /// the request expects.
    /// </summary>
    public async Task<(SettingsLayers? Layers, SettingsVersion? Version)> WriteAsync(
        Builder build, Func<Dictionary<string, JsonNode>, Dictionary<string, JsonNode>> usable,
        SettingsRequest? request, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ApiDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.Settings, ct);
        var newest = await db.SettingsVersions.AsNoTracking().OrderByDescending(row => row.Version)
            .FirstOrDefaultAsync(ct);
        if (request?.IfVersion is { } expected && expected != newest?.Version)
        {
            return (null, newest);
        }

        var overrides = usable(newest?.ReadOverrides() ?? []);
        var layers = build(request?.Next(overrides) ?? overrides);
        var next = await NextAsync(db, newest, layers, request, ct);
        if (newest is not null && next.Hash.AsSpan().SequenceEqual(newest.Hash)
            && (request is null || JsonNode.DeepEquals(
                JsonNode.Parse(newest.Overrides), JsonNode.Parse(next.Overrides))))
        {
            return (layers, newest);
        }

        Tell(db, next);
        await CopyAsync(db, layers.Settings, next.Version, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (layers, next);
    }

    private async Task<SettingsVersion> NextAsync(
        ApiDbContext db, SettingsVersion? newest, SettingsLayers layers, SettingsRequest? request, CancellationToken ct)
    {
        var actor = audit.Actor;
        var before = newest is null ? null : await BeforeAsync(db, ct);
        return new()
        {
            Version = (newest?.Version ?? 0) + 1,
            Hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
                layers.Settings.WithoutSecrets() with { Version = 0 }, MessageJson.Options)),
            CreatedAt = clock.GetUtcNow(),
            Cause = request?.Cause ?? SettingsCause.Files,
            Actor = actor.Name,
            ActorId = actor.Id,
            Note = request?.Note,
            Overrides = JsonSerializer.Serialize(
                new SortedDictionary<string, JsonNode>(layers.Overrides.ToDictionary(), StringComparer.Ordinal),
                MessageJson.Options),
            Changes = JsonSerializer.Serialize(
                before is null ? [] : SettingsDifference.Of(before, layers.Settings), MessageJson.Options),
        };
    }

    private void Tell(ApiDbContext db, SettingsVersion next)
    {
        db.SettingsVersions.Add(next);
        var changes = next.ReadChanges();
        var sections = SettingsSections.All
            .Where(name => changes.Count == 0 || changes.Any(one => SettingsLayers.Covers(name, one.Key))).ToList();
        foreach (var name in sections) outbox.Add(db, new SettingsChanged { Name = name, Version = next.Version });
        audit.Add(
            db, AuditActions.SettingsChanged, new("settings", $"{next.Version}", string.Join(", ", sections)),
            changes.ToDictionary(one => one.Key, one => one.Before),
            changes.ToDictionary(one => one.Key, one => one.After));
    }

    // The copy that every service has of the settings; this one also says what was in force before.
    private static async Task<SettingsSnapshot?> BeforeAsync(ApiDbContext db, CancellationToken ct)
    {
        var body = await db.Database.SqlQuery<string>(
            $"""select body as "Value" from settings_copy where id = 1""").ToListAsync(ct);
        return body.Count == 0 ? null : JsonSerializer.Deserialize<SettingsSnapshot>(body[0], MessageJson.Options);
    }

    private static Task<int> CopyAsync(ApiDbContext db, SettingsSnapshot settings, long version, CancellationToken ct)
    {
        var body = JsonSerializer.Serialize(
            settings.WithoutSecrets() with { Version = version }, MessageJson.Options);
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into settings_copy (id, version, body) values (1, {version}, {body})
            on conflict (id) do update set version = excluded.version, body = excluded.body
            """, ct);
    }
}
