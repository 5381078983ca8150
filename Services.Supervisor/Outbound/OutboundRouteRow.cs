using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Supervisor.Outbound;

/// <summary>The route of one proxy as the api last gave it, so that a start needs no api.</summary>
internal sealed class OutboundRouteRow
{
    public required Guid ProxyId { get; init; }

    /// <summary>Sealed: it carries credentials. Null: directly.</summary>
    public string? UrlSealed { get; init; }
}

internal static class OutboundRoutesMigration
{
    public static Migration Create(int version) => new(version, "routes of outbound proxies", """
        CREATE TABLE outbound_routes (
            proxy_id uuid PRIMARY KEY,
            url_sealed text);
        """);
}
