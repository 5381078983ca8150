namespace BtcWatcher.Services.Api.Auth;

/// <summary>One login: lives through refreshes until it expires or is revoked.</summary>
internal sealed class Session
{
    public const string OfLogin = "login";

    /// <summary>FreqUI's, at the gateway.</summary>
    public const string OfGateway = "gateway";

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public string Kind { get; init; } = OfLogin;
    public required Guid UserId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its newest refresh token expires.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }
    public required DateTimeOffset LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevokedReason { get; set; }
    public string? Address { get; init; }
    public string? UserAgent { get; init; }

    public bool IsOpen(DateTimeOffset now) => RevokedAt is null && ExpiresAt > now;
}

/// <summary>A refresh token, of which only the hash is kept. Using it twice ends the session.</summary>
internal sealed class RefreshToken
{
    public required byte[] Hash { get; init; }
    public required Guid SessionId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>Admits one WebSocket within seconds; only the hash is kept.</summary>
internal sealed class WsTicket
{
    public required byte[] Hash { get; init; }
    public required Guid SessionId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the access token that asked for it expires, and with it the WebSocket.</summary>
    public required DateTimeOffset SocketUntil { get; init; }
}
