using System.Collections.Concurrent;
using System.Security.Cryptography;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>The ES256 keys of this installation, read from the database, and the sessions that are refused.</summary>
internal sealed class SigningKeys(
    IServiceScopeFactory scopes, InstallationKeys installation, TimeProvider clock, AuthRules rules,
    SharedSigningKey shared)
    : IUserKeys, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _loading = new(1);
    private readonly ConcurrentDictionary<Guid, byte> _revoked = new();
    private volatile KeySet _set = new([], [], new Dictionary<string, SecurityKey>());
    private long _loadedAt;

    /// <summary>The public halves of all keys whose tokens may still be valid.</summary>
    public IReadOnlyList<PublicKey> Public => _set.Public;

    /// <summary>
    /// The key that signs now: the oldest that is not retired, so that a new one is known before it signs.
    /// </summary>
    /// <exception cref="InvalidOperationException">Before <see cref="LoadAsync"/>.</exception>
    public ECDsaSecurityKey Current => _set.Signing.LastOrDefault(key => !(key.Until <= clock.GetUtcNow()))?.Key
        ?? throw new InvalidOperationException("The signing keys are not loaded.");

    public async ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (shared.Current is { } common && common.Kid == keyId) return common.ToSecurityKey();
        var known = _set.ById.ContainsKey(keyId);
        if (!known && clock.GetElapsedTime(_loadedAt) > Pause) await LoadAsync(cancellationToken);
        return _set.ById.GetValueOrDefault(keyId);
    }

    public bool IsRevoked(Guid sessionId) => _revoked.ContainsKey(sessionId);

    public void Revoke(Guid sessionId) => _revoked.TryAdd(sessionId, 0);

    /// <summary>Reads keys and revoked sessions; makes the first key.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ApiDbContext>();
            await EnsureOneAsync(db, cancellationToken);
            var stored = await db.SigningKeys.AsNoTracking().OrderByDescending(key => key.Id)
                .ToListAsync(cancellationToken);
            foreach (var session in await RevokedAsync(db, cancellationToken)) Revoke(session);
            var keys = stored.Select(key => (key, Open(key))).ToList();
            _set = new(
                keys.Select(pair => ToPublic(pair.Item2)).ToList(),
                keys.ConvertAll(pair => new Signer(pair.Item2, pair.key.RetiredAt)),
                keys.ToDictionary(pair => pair.key.Id, pair => (SecurityKey)pair.Item2));
            _loadedAt = clock.GetTimestamp();
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Sessions revoked so recently that tokens of theirs may not have expired.</summary>
    public async Task<List<Guid>> RevokedAsync(ApiDbContext db, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - rules.AccessLifetime - TimeSpan.FromHours(1);
        return await db.Sessions.AsNoTracking().Where(session => session.RevokedAt > since)
            .Select(session => session.Id).ToListAsync(cancellationToken);
    }

    public void Dispose() => _loading.Dispose();

    private async Task EnsureOneAsync(ApiDbContext db, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAsync(ApiLock.SigningKeys, cancellationToken);
        if (!await db.SigningKeys.AnyAsync(key => key.RetiredAt == null, cancellationToken))
        {
            db.SigningKeys.Add(SigningKey.New(installation, clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private ECDsaSecurityKey Open(SigningKey key)
    {
        var algorithm = ECDsa.Create();
        algorithm.ImportPkcs8PrivateKey(Convert.FromBase64String(installation.Unseal(key.PrivateSealed)), out _);
        return new(algorithm) { KeyId = key.Id };
    }

    private static PublicKey ToPublic(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new(key.KeyId, WebEncoders.Base64UrlEncode(point.X!), WebEncoders.Base64UrlEncode(point.Y!));
    }

    private sealed record KeySet(
        IReadOnlyList<PublicKey> Public, IReadOnlyList<Signer> Signing, IReadOnlyDictionary<string, SecurityKey> ById);

    private sealed record Signer(ECDsaSecurityKey Key, DateTimeOffset? Until);
}
