using System.Security.Cryptography;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>
/// The settings in force at the api, which alone reads the files. Every other content is a new version.
/// </summary>
internal sealed class FileSettings(
    SettingsFiles files, IServiceScopeFactory scopes, Outbox outbox, AuditTrail audit, TimeProvider clock,
    ILogger<FileSettings> logger)
    : ISettings, IDisposable
{
    private readonly SemaphoreSlim _loading = new(1);
    private volatile SettingsSnapshot _current = SettingsSnapshot.Default;

    public SettingsSnapshot Current => _current;

    /// <summary>Reads the files and puts them in force, here and, by a message, everywhere.</summary>
    /// <exception cref="SettingsException">A file cannot be used; what was in force stays.</exception>
    public async Task<SettingsSnapshot> LoadAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            var read = await files.ReadAsync(ct);
            var version = await VersionAsync(read, ct);
            if (version != _current.Version) Log.SettingsInForce(logger, version);
            return _current = read with { Version = version };
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task<long> VersionAsync(SettingsSnapshot read, CancellationToken ct)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(read with { Version = 0 }, MessageJson.Options));
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ApiDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.Settings, ct);
        var newest = await db.SettingsVersions.AsNoTracking().OrderByDescending(row => row.Version)
            .FirstOrDefaultAsync(ct);
        if (newest is not null && newest.Hash.AsSpan().SequenceEqual(hash)) return newest.Version;

        var version = (newest?.Version ?? 0) + 1;
        db.SettingsVersions.Add(new() { Version = version, Hash = hash, CreatedAt = clock.GetUtcNow() });
        var changed = Changed(read).ToList();
        foreach (var name in changed) outbox.Add(db, new SettingsChanged { Name = name, Version = version });
        audit.Add(
            db, AuditActions.SettingsChanged, new("settings", Name: string.Join(", ", changed)),
            new { version = newest?.Version }, new { version });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return version;
    }

    private IEnumerable<string> Changed(SettingsSnapshot read)
    {
        var first = _current.Version == 0;
        if (first || Differs(read.System, _current.System)) yield return SettingsFiles.System;
        if (first || Differs(read.Notifications, _current.Notifications)) yield return SettingsFiles.Notifications;
        if (first || Differs(read.Proxy, _current.Proxy)) yield return SettingsFiles.Proxy;
    }

    // By their text: lists and maps in records are equal only to themselves.
    private static bool Differs<T>(T one, T other) =>
        JsonSerializer.Serialize(one, MessageJson.Options) != JsonSerializer.Serialize(other, MessageJson.Options);
}
