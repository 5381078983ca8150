using System.Text.Json.Serialization;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>How the proxy itself is spoken to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProxyType>))]
internal enum ProxyType
{
    [JsonStringEnumMemberName("http")] Http,
    [JsonStringEnumMemberName("https")] Https,
    [JsonStringEnumMemberName("socks5")] Socks5,
}

/// <summary>
/// What the last checks say. Down: it failed too often, and is used again only after enough good checks.
/// </summary>
internal enum ProxyStatus { Unknown, Healthy, Degraded, Down }

/// <summary>An outbound proxy, through which instances reach their exchange.</summary>
internal sealed class Proxy
{
    public const int MaxProxies = 100;

    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required ProxyType Type { get; set; }
    public required string Host { get; set; }
    public required int Port { get; set; }

    /// <summary>Sealed JSON of <see cref="ProxyCredentials"/>; null without.</summary>
    public string? CredentialsSealed { get; set; }
    public bool Enabled { get; set; } = true;

    /// <summary>From 1: the first one stands in for another that is down.</summary>
    public required int Position { get; set; }

    /// <summary>Grows with every change by a person.</summary>
    public required long Revision { get; set; }
    public ProxyStatus Status { get; set; }

    /// <summary>Bad checks in a row, and good ones.</summary>
    public int Failures { get; set; }
    public int Successes { get; set; }
    public DateTimeOffset? CheckedAt { get; set; }
    public double? LatencyMs { get; set; }

    /// <summary>Why the last check was bad, or what degrades it.</summary>
    public string? Reason { get; set; }
    public required DateTimeOffset NextCheckAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Another address or other credentials: what was seen of it counts no more.</summary>
    public void Forget(DateTimeOffset now)
    {
        Status = ProxyStatus.Unknown;
        (Failures, Successes, CheckedAt, LatencyMs, Reason) = (0, 0, null, null, null);
        NextCheckAt = now;
    }
}

internal sealed record ProxyCredentials(string Username, string Password);

/// <summary>One check of a proxy.</summary>
internal sealed class ProxyCheck
{
    public long Id { get; init; }
    public required Guid ProxyId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required bool Ok { get; init; }
    public double? LatencyMs { get; init; }
    public string? Reason { get; init; }
}
