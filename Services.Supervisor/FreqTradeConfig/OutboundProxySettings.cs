using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>
/// The outbound proxy in the words of ccxt: exactly one key for REST and one for the websocket (facts 2.5).
/// </summary>
internal static class OutboundProxySettings
{
    private static readonly string[] Names =
    [
        "httpProxy", "http_proxy", "httpsProxy", "https_proxy", "socksProxy", "socks_proxy", "wsProxy", "ws_proxy",
        "wssProxy",
        "wss_proxy", "wsSocksProxy", "ws_socks_proxy", "proxies", "aiohttp_proxy",
    ];

    /// <summary>Sets the proxy of an exchange block, in the place of any that a user wrote.</summary>
    public static void Apply(JsonObject exchange, string url)
    {
        foreach (var block in (string[])["ccxt_config", "ccxt_async_config", "ccxt_sync_config"])
        {
            if (exchange[block] is JsonObject written) foreach (var name in Names) written.Remove(name);
        }

        if (exchange["ccxt_config"] is not JsonObject ccxt) exchange["ccxt_config"] = ccxt = [];
        if (url.StartsWith("socks", StringComparison.OrdinalIgnoreCase))
        {
            ccxt["socksProxy"] = url;
            ccxt["wsSocksProxy"] = url;
        }
        else
        {
            ccxt["httpsProxy"] = url;
            ccxt["wsProxy"] = url;
        }
    }
}
