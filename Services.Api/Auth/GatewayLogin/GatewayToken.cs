namespace BtcWatcher.Services.Api.Auth.GatewayLogin;

/// <summary>
/// The refresh token of a login at the gateway, of which only the hash is kept. FreqUI keeps the one it got at its
/// login, so it does not change; it serves for nothing but access tokens that the gateway alone takes.
/// </summary>
internal sealed class GatewayToken
{
    public required byte[] Hash { get; init; }
    public required Guid SessionId { get; init; }

    /// <summary>The API key that was given as the password; its limits are the session's.</summary>
    public Guid? ApiKeyId { get; init; }
}
