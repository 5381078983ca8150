using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>Random secrets, and the hashes under which they are stored.</summary>
internal static class Secrets
{
    // Without characters that are mistaken for each other.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>256 random bits in base64url.</summary>
    public static string NewToken() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256; enough for a secret of 256 random bits.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>25 random characters in five groups, 145 bits.</summary>
    public static string NewPassword() => string.Join('-', Enumerable.Range(0, 5)
        .Select(_ => RandomNumberGenerator.GetString(Alphabet, 5)));
}
