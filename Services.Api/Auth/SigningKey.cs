using System.Security.Cryptography;
using BtcWatcher.ServiceDefaults.Keys;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>A key that signs, or once signed, user tokens.</summary>
internal sealed class SigningKey
{
    /// <summary>The kid of its tokens.</summary>
    public required string Id { get; init; }

    /// <summary>PKCS #8 in base64, sealed with the installation's key.</summary>
    public required string PrivateSealed { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// From then on it does not sign any more, which may be in a minute; its tokens stay valid until they expire.
    /// </summary>
    public DateTimeOffset? RetiredAt { get; set; }

    public static SigningKey New(InstallationKeys installation, DateTimeOffset now)
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new()
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            PrivateSealed = installation.Seal(Convert.ToBase64String(made.ExportPkcs8PrivateKey())),
            CreatedAt = now,
        };
    }
}
