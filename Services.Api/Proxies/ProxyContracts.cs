namespace BtcWatcher.Services.Api.Proxies;

/// <summary>
/// Body of creating or changing a proxy: what is absent keeps its value, or has its default in a new one.
/// </summary>
internal sealed record ProxyRequest
{
    public string? Name { get; init; }

    /// <summary>http, https or socks5.</summary>
    public string? Type { get; init; }

    /// <summary>Name or address, without scheme and port.</summary>
    public string? Host { get; init; }
    public int? Port { get; init; }

    /// <summary>Empty: none any more. Never shown again.</summary>
    public string? Username { get; init; }
    public string? Password { get; init; }
    public bool? Enabled { get; init; }
}

/// <summary>A proxy without its credentials.</summary>
/// <param name="ProxyId">For the field proxy_id of strategies.</param>
/// <param name="HasCredentials">They are kept sealed and never shown.</param>
/// <param name="Position">From 1: the first healthy one stands in for another that is down.</param>
/// <param name="Status">unknown, healthy, degraded or down.</param>
/// <param name="Route">What its strategies use now: this proxy (its own id), another one, or null: directly.</param>
/// <param name="LatencyMs">Of a request over an open connection, at the last good check.</param>
/// <param name="SuccessRate">Per cent of the checks kept; null before the first one.</param>
/// <param name="Reason">Why the last check was bad, or what degrades it.</param>
/// <param name="Revision">The ETag; grows with every change by a person.</param>
/// <param name="UsedBy">Numbers of the strategies that name it.</param>
internal sealed record ProxyItem(
    Guid ProxyId, string Name, ProxyType Type, string Host, int Port, bool HasCredentials, bool Enabled, int Position,
    ProxyStatus Status, Guid? Route, double? LatencyMs, double? SuccessRate, string? Reason, DateTimeOffset? CheckedAt,
    DateTimeOffset NextCheckAt, IReadOnlyList<int> UsedBy, long Revision, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>Answer to creating a proxy.</summary>
internal sealed record ProxyCreated(Guid ProxyId, string Status);

/// <summary>Answer to deleting a proxy.</summary>
internal sealed record ProxyDeleted(Guid ProxyId, string Status);

/// <summary>Body of ordering: all proxies, the preferred one first.</summary>
internal sealed record ProxyOrder(IReadOnlyList<Guid>? ProxyIds);

/// <summary>Body of a test; without a URL it asks proxy.health_check.test_url.</summary>
internal sealed record ProxyTest(string? Url);

/// <summary>What a test found.</summary>
/// <param name="Ok">The target was reached through the proxy.</param>
/// <param name="Url">The target.</param>
/// <param name="StatusCode">The target's answer, if there was one.</param>
/// <param name="ConnectMs">Until the first answer, with everything it takes to connect.</param>
/// <param name="LatencyMs">Of a second request over the same connection.</param>
/// <param name="Reason">
/// proxy_unreachable, proxy_credentials, proxy_refused, tls, timeout, target_status or target_failed.
/// </param>
/// <param name="Detail">The same in words.</param>
internal sealed record ProxyTested(
    bool Ok, string Url, int? StatusCode, double? ConnectMs, double? LatencyMs, string? Reason, string? Detail);
