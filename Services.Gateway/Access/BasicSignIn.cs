using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>
/// Has the api verify a user's password. freqtrade-client sends it with every call, so a verified one is remembered
/// for a minute at most, as an HMAC under a key that only this process has; a refused one never.
/// </summary>
internal sealed class BasicSignIn(SignInQuestions api, IOptions<GatewayOptions> options, TimeProvider clock)
{
    private const int MostRemembered = 10_000;
    private static readonly Refusal Wrong = new(401, "Unauthorized");

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> _remembered = new();
    private int _forgotten;

    /// <param name="header">The whole Authorization header.</param>
    /// <param name="address">Where the caller is, for the api's lockout.</param>
    /// <param name="ct">Ends the wait for the api.</param>
    public async ValueTask<Caller> CheckAsync(string header, string? address, CancellationToken ct)
    {
        if (BasicHeader.Read(header) is not var (username, password)) return Caller.Refused(Wrong);
        var hash = Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{username}\0{password}")));
        if (_remembered.TryGetValue(hash, out var known) && clock.GetUtcNow() < known.Until)
        {
            return known.Caller;
        }

        var before = Volatile.Read(ref _forgotten);
        var question = new Credentials(username, password, address);
        var (user, refusal) = await api.AskAsync<VerifiedUser>("verify", question, Wrong, userAgent: null, ct);
        if (refusal is not null) return Caller.Refused(refusal);
        var caller = user!.ToCaller();
        Remember(hash, caller, user.ExpiresAt);
        // What was verified while something was revoked is not kept: the answer may be from before.
        if (before != Volatile.Read(ref _forgotten)) _remembered.TryRemove(hash, out _);
        return caller;
    }

    /// <summary>After a password was changed, a user disabled, or a session or key revoked.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _forgotten);
        _remembered.Clear();
    }

    private void Remember(string hash, Caller caller, DateTimeOffset? keyExpires)
    {
        if (_remembered.Count >= MostRemembered) _remembered.Clear();
        var until = clock.GetUtcNow() + options.Value.SignInMemory;
        _remembered[hash] = (caller, keyExpires < until ? keyExpires.Value : until);
    }

    private sealed record Credentials(string Username, string Password, string? Address);

    private sealed record VerifiedUser(
        Guid UserId, string Role, bool ReadOnly = false, IReadOnlyList<int>? StrategyIds = null, Guid? KeyId = null,
        DateTimeOffset? ExpiresAt = null)
    {
        public Caller ToCaller() => Caller.WithRole(Role).LimitedTo(ReadOnly, StrategyIds?.ToHashSet()) with
        {
            UserId = UserId,
            Credentials = KeyId is { } key ? [key] : [],
        };
    }
}
