namespace BtcWatcher.Services.Api.Auth;

/// <summary>A key that signs, or once signed, user tokens.</summary>
internal sealed class SigningKey
{
    /// <summary>The kid of its tokens.</summary>
    public required string Id { get; init; }

    /// <summary>PKCS #8 in base64, sealed with the installation's key.</summary>
    public required string PrivateSealed { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it does not sign any more; its tokens stay valid until they expire.</summary>
    public DateTimeOffset? RetiredAt { get; set; }
}
