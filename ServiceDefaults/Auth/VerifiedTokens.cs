using System.Collections.Concurrent;
using System.Security.Claims;

namespace BtcWatcher.ServiceDefaults.Auth;

/// <summary>
/// Tokens whose signature and claims were verified within the last minute, by their whole text: a page that polls sends
/// the same one again and again, and a signature costs more than everything else about a small call. Whether its key
/// counts still and its session was revoked is looked at each time.
/// </summary>
internal sealed class VerifiedTokens(TimeProvider clock)
{
    private const int Most = 4096;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Verified> _known = new(StringComparer.Ordinal);

    /// <summary>Null when it must be verified.</summary>
    public Verified? Find(string token)
    {
        if (!_known.TryGetValue(token, out var known)) return null;
        if (clock.GetUtcNow() < known.Until) return known;
        _known.TryRemove(token, out _);
        return null;
    }

    /// <param name="token">Its text.</param>
    /// <param name="keyId">Of the user key that signed it; null for a service's.</param>
    /// <param name="principal">Whom it names.</param>
    /// <param name="session">The user's.</param>
    /// <param name="expires">Its own end.</param>
    public void Add(string token, string? keyId, ClaimsPrincipal principal, Guid? session, DateTimeOffset expires)
    {
        if (_known.Count >= Most) _known.Clear();
        var until = clock.GetUtcNow() + Longest;
        _known[token] = new(keyId, principal, session, expires < until ? expires : until);
    }

    internal sealed record Verified(string? KeyId, ClaimsPrincipal Principal, Guid? Session, DateTimeOffset Until);
}
