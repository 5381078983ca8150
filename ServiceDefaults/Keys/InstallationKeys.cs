using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace BtcWatcher.ServiceDefaults.Keys;

/// <summary>Keys derived (HKDF-SHA256) from the installation key, one for each purpose.</summary>
public sealed class InstallationKeys
{
    private const string KeyId = "k1";
    private readonly byte[] _root;
    private readonly byte[] _webhookKey;
    private readonly byte[] _sealingKey;

    public InstallationKeys(IOptions<InstallationOptions> options)
        : this(options.Value.Key)
    {
    }

    /// <param name="installationKey">The secret itself, at least 32 characters.</param>
    public InstallationKeys(string installationKey)
    {
        _root = Encoding.UTF8.GetBytes(installationKey);
        _webhookKey = Derive("webhook", 32);
        _sealingKey = Derive("sealing", 32);
        ServiceKey = Derive("service", 32);
    }

    /// <summary>HMAC key of the tokens between services.</summary>
    public byte[] ServiceKey { get; }

    /// <summary>A key of its own for a purpose; the same for all services of the installation.</summary>
    public byte[] Derive(string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _root, length, info: Encoding.UTF8.GetBytes($"btcwatcher/{purpose}"));

    /// <summary>
    /// The secret in the path of a strategy's webhook: base64url(HMAC-SHA256(webhook key, strategy + epoch)).
    /// </summary>
    public string WebhookSecret(int strategyId, int epoch) => WebEncoders.Base64UrlEncode(
        HMACSHA256.HashData(_webhookKey, Encoding.UTF8.GetBytes($"{strategyId}:{epoch}")));

    /// <summary>Encrypts a third party's secret for storage: key id, nonce, tag and AES-256-GCM text.</summary>
    public string Seal(string plain)
    {
        var text = Encoding.UTF8.GetBytes(plain);
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var cipher = new byte[text.Length];
        using var aes = new AesGcm(_sealingKey, tag.Length);
        aes.Encrypt(nonce, text, cipher, tag);
        return $"{KeyId}.{WebEncoders.Base64UrlEncode([.. nonce, .. tag, .. cipher])}";
    }

    /// <exception cref="CryptographicException">Sealed with another installation key, or changed since.</exception>
    public string Unseal(string sealedText)
    {
        if (!sealedText.StartsWith(KeyId + ".", StringComparison.Ordinal))
        {
            throw new CryptographicException("Not sealed by this installation.");
        }

        var bytes = WebEncoders.Base64UrlDecode(sealedText[(KeyId.Length + 1)..]);
        var (nonceSize, tagSize) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var plain = new byte[bytes.Length - nonceSize - tagSize];
        using var aes = new AesGcm(_sealingKey, tagSize);
        aes.Decrypt(
            bytes.AsSpan(0, nonceSize), bytes.AsSpan(nonceSize + tagSize), bytes.AsSpan(nonceSize, tagSize), plain);
        return Encoding.UTF8.GetString(plain);
    }
}
