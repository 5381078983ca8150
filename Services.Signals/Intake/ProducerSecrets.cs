using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BtcWatcher.ServiceDefaults.Keys;
using Microsoft.AspNetCore.WebUtilities;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>
/// What a producer other than FreqTrade proves itself with: a secret of each strategy, sent as a header or used to sign
/// <c>timestamp.body</c> (HMAC-SHA256). Not the secret of the instance's webhook, which so stays on this machine.
/// </summary>
internal sealed class ProducerSecrets(InstallationKeys keys, TimeProvider clock)
{
    public const string SecretHeader = "X-Webhook-Secret";
    public const string TimestampHeader = "X-Webhook-Timestamp";
    public const string SignatureHeader = "X-Webhook-Signature";
    private const string Scheme = "sha256=";

    /// <summary>How far the timestamp of a signature may be off; later it could be a replay.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private readonly byte[] _key = keys.Derive("webhook/producer", 32);

    public string Of(int strategyId, int epoch) => WebEncoders.Base64UrlEncode(HMACSHA256.HashData(
        _key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{strategyId}:{epoch}"))));

    /// <summary>The signature of a body: hexadecimal, with its scheme in front.</summary>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body) =>
        Sign(Encoding.UTF8.GetBytes(secret), [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body]);

    /// <summary>
    /// True when the headers prove that the sender has the secret. Takes the same time for any wrong one.
    /// </summary>
    public bool Admits(IHeaderDictionary headers, ReadOnlySpan<byte> body, string secret)
    {
        if (headers.TryGetValue(SecretHeader, out var given))
        {
            return Same(given.ToString(), secret);
        }

        var timestamp = headers[TimestampHeader].ToString();
        return Same(headers[SignatureHeader].ToString().ToLowerInvariant(), Sign(secret, timestamp, body))
            && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(seconds - clock.GetUtcNow().ToUnixTimeSeconds()) <= Tolerance.TotalSeconds;
    }

    private static string Sign(byte[] secret, byte[] signed) =>
        Scheme + Convert.ToHexStringLower(HMACSHA256.HashData(secret, signed));

    private static bool Same(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
