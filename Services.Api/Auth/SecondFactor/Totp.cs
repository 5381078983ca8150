using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BtcWatcher.Services.Api.Auth.SecondFactor;

/// <summary>RFC 6238 as authenticator apps know it: HMAC-SHA1, six digits, 30 seconds.</summary>
internal static class Totp
{
    public const int Digits = 6;
    private const int SecretBytes = 20;
    private const int StepSeconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    public static long StepOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    [SuppressMessage(
        "Security", "CA5350", Justification = "RFC 6238, and all that authenticator apps read.")]
    public static string CodeOf(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step of the code, one step early and late allowed for clocks that differ.</summary>
    /// <returns>Null when it is wrong, or not newer than the last one that was taken.</returns>
    public static long? Find(byte[] secret, string code, DateTimeOffset now, long lastStep)
    {
        var given = Encoding.ASCII.GetBytes(code);
        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            var same = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeOf(secret, step)), given);
            if (same && step > lastStep) found = step;
        }

        return found;
    }

    public static string ToBase32(byte[] bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var one in bytes)
        {
            buffer = (buffer << 8) | one;
            for (bits += 8; bits >= 5; bits -= 5) text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            buffer &= (1 << bits) - 1;
        }

        if (bits > 0) text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }

    /// <summary>What authenticator apps read as a QR code.</summary>
    public static string UriOf(byte[] secret, string username) =>
        $"otpauth://totp/BTC%20Watcher:{Uri.EscapeDataString(username)}?secret={ToBase32(secret)}&issuer=BTC%20Watcher"
        + $"&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
}
