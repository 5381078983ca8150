using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;

namespace BtcWatcher.ServiceDefaults.Auth;

/// <summary>
/// Has the api verify a key, and remembers the answer, under the key's hash, for ten seconds; for a minute while the
/// api is away. A revocation is told by a message at once, so the ten seconds only bound what a lost message can do.
/// </summary>
internal sealed class RemoteApiKeys(IHttpClientFactory clients, TimeProvider clock) : IApiKeys
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WithoutApi = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (ApiKeyGrant? Grant, DateTimeOffset At)> _known = new();
    private int _forgotten;

    public async ValueTask<ApiKeyGrant?> FindAsync(string key, string? address, CancellationToken cancellationToken)
    {
        if (!ApiKeyText.IsOne(key)) return null;
        var hash = Convert.ToHexString(ApiKeyText.HashOf(key));
        var remembered = _known.TryGetValue(hash, out var known);
        var age = remembered ? clock.GetUtcNow() - known.At : TimeSpan.MaxValue;
        if (age < Fresh) return Valid(known.Grant);

        try
        {
            var before = Volatile.Read(ref _forgotten);
            var grant = await AskAsync(new(key, address), cancellationToken);
            if (_known.Count >= MostRemembered) _known.Clear();
            // An answer that was on its way while something was revoked is not kept.
            if (before == Volatile.Read(ref _forgotten)) _known[hash] = (grant, clock.GetUtcNow());
            return Valid(grant);
        }
        catch (Exception fault) when (TransientFaults.Is(fault) && age < WithoutApi)
        {
            return Valid(known.Grant);
        }
    }

    public void Forget()
    {
        Interlocked.Increment(ref _forgotten);
        _known.Clear();
    }

    private ApiKeyGrant? Valid(ApiKeyGrant? grant) => grant?.ExpiresAt > clock.GetUtcNow() ? grant : null;

    private async Task<ApiKeyGrant?> AskAsync(ApiKeyQuestion question, CancellationToken cancellationToken)
    {
        using var api = clients.CreateClient("api");
        using var answer = await api.PostAsJsonAsync(
            "/internal/auth/api-key", question, MessageJson.Options, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Unauthorized) return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<ApiKeyGrant>(MessageJson.Options, cancellationToken);
    }
}
