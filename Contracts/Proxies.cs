namespace BtcWatcher.Contracts;

/// <summary>
/// A proxy, or what stands in for it, may be another now; receivers fetch the routes from the api. Key: proxy_id.
/// </summary>
public sealed record ProxyChanged
{
    public required Guid ProxyId { get; init; }

    /// <summary>Grows with every change by a person.</summary>
    public required long Revision { get; init; }
}

/// <summary>How instances whose strategy names this proxy reach their exchange now.</summary>
public sealed record OutboundRoute
{
    public required Guid ProxyId { get; init; }

    /// <summary>http://, https:// or socks5://, credentials inside; null: directly.</summary>
    public string? Url { get; init; }
}
