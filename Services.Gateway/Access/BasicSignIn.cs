using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>
/// Has the api verify a user's password. freqtrade-client sends it with every call, so a verified one is remembered
/// for a minute at most, as an HMAC under a key that only this process has; a refused one never.
/// </summary>
internal sealed class BasicSignIn(
    IHttpClientFactory clients, IOptions<GatewayOptions> options, TimeProvider clock, ILogger<BasicSignIn> logger)
{
    private const int MostRemembered = 10_000;
    private static readonly Caller Wrong = Caller.Refused(new Refusal(401, "Unauthorized"));

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> _remembered = new();

    /// <param name="credentials">base64 of name:password, as the header has it.</param>
    /// <param name="address">Where the caller is, for the api's lockout.</param>
    /// <param name="ct">Ends the wait for the api.</param>
    public async ValueTask<Caller> CheckAsync(string credentials, string? address, CancellationToken ct)
    {
        if (Read(credentials) is not var (username, password)) return Wrong;
        var hash = Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{username}\0{password}")));
        if (_remembered.TryGetValue(hash, out var known) && clock.GetUtcNow() < known.Until)
        {
            return known.Caller;
        }

        try
        {
            return await AskAsync(new Credentials(username, password, address), hash, ct);
        }
        catch (Exception fault) when (TransientFaults.Is(fault) && !ct.IsCancellationRequested)
        {
            Log.SignInUnavailable(logger, fault.Message);
            return Unavailable("it does not answer");
        }
    }

    /// <summary>After a password was changed or a session revoked.</summary>
    public void Forget() => _remembered.Clear();

    private async Task<Caller> AskAsync(Credentials credentials, string hash, CancellationToken ct)
    {
        using var api = clients.CreateClient("api");
        using var answer = await api.PostAsJsonAsync("/internal/auth/verify", credentials, MessageJson.Options, ct);
        if (answer.StatusCode is HttpStatusCode.Unauthorized) return Wrong;
        if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.Locked)
        {
            var wait = (int)(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 60);
            return Caller.Refused(
                new Refusal(429, "Too many wrong passwords; this account waits.") { RetryAfter = wait });
        }

        if (!answer.IsSuccessStatusCode) return Unavailable($"it answered {(int)answer.StatusCode}");
        var user = await answer.Content.ReadFromJsonAsync<VerifiedUser>(MessageJson.Options, ct);
        var caller = Caller.WithRole(user!.Role).LimitedTo(user.ReadOnly, user.StrategyIds?.ToHashSet());
        if (_remembered.Count >= MostRemembered) _remembered.Clear();
        _remembered[hash] = (caller, clock.GetUtcNow() + options.Value.SignInMemory);
        return caller;
    }

    private static Caller Unavailable(string why) =>
        Caller.Refused(new Refusal(503, $"The password cannot be checked by the api now: {why}.") { RetryAfter = 5 });

    private static (string Username, string Password)? Read(string credentials)
    {
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }

    private sealed record Credentials(string Username, string Password, string? Address);

    private sealed record VerifiedUser(
        Guid UserId, string Role, bool ReadOnly = false, IReadOnlyList<int>? StrategyIds = null);
}
