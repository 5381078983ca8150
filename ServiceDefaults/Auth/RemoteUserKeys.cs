using System.Collections.Concurrent;
using System.Net.Http.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.ServiceDefaults.Auth;

/// <summary>
/// Keys fetched from the api: on an unknown id (at most once in five seconds) and every minute. The last set is kept
/// while the api is away, so that the order in which services start does not matter.
/// </summary>
internal sealed class RemoteUserKeys(IHttpClientFactory clients, TimeProvider clock, ILogger<RemoteUserKeys> logger)
    : IUserKeys, IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, byte> _revoked = new();
    private readonly SemaphoreSlim _fetching = new(1);
    private volatile Dictionary<string, SecurityKey> _keys = [];
    private long _fetchedAt;
    private long _triedAt;

    public async ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (!_keys.ContainsKey(keyId) || Elapsed(_fetchedAt) > Fresh) await FetchAsync(cancellationToken);
        return _keys.GetValueOrDefault(keyId);
    }

    public bool IsRevoked(Guid sessionId) => _revoked.ContainsKey(sessionId);

    public void Revoke(Guid sessionId) => _revoked.TryAdd(sessionId, 0);

    public void Dispose() => _fetching.Dispose();

    private TimeSpan Elapsed(long since) => since == 0 ? TimeSpan.MaxValue : clock.GetElapsedTime(since);

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            if (Elapsed(_triedAt) < Pause) return;
            _triedAt = clock.GetTimestamp();
            using var api = clients.CreateClient("api");
            var set = await api.GetFromJsonAsync<UserKeySet>("/internal/keys", MessageJson.Options, cancellationToken);
            _keys = set!.Keys.Select(key => key.ToSecurityKey())
                .Concat((set.SharedKeys ?? []).Select(key => key.ToSecurityKey())).ToDictionary(key => key.KeyId);
            foreach (var session in set.RevokedSessions) Revoke(session);
            _fetchedAt = clock.GetTimestamp();
        }
        catch (Exception fault) when (TransientFaults.Is(fault) && !cancellationToken.IsCancellationRequested)
        {
            Log.KeysUnavailable(logger, fault.Message);
        }
        finally
        {
            _fetching.Release();
        }
    }
}
