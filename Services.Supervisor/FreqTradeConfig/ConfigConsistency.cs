using System.Net;
using System.Text.Json;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>What FreqTrade refuses, or silently fails on, beyond its schema (facts 2.1, 2.3, 2.4, 2.5).</summary>
internal static class ConfigConsistency
{
    private static readonly string[] Removed = ["protections", "ticker_interval"];
    private static readonly string[] ProxyKeys =
        ["httpProxy", "http_proxy", "httpsProxy", "https_proxy", "socksProxy", "socks_proxy"];

    public static void Check(JsonElement config, ICollection<ConfigViolation> found)
    {
        if (config.ValueKind != JsonValueKind.Object) return;

        foreach (var name in Removed)
        {
            if (config.TryGetProperty(name, out _))
            {
                found.Add(new(name, "is refused by FreqTrade; set it in the strategy"));
            }
        }

        if (IsTrue(At(config, "edge", "enabled"))) found.Add(new("edge.enabled", "is refused by FreqTrade"));
        CheckStakes(config, found);
        CheckPairs(config, found);
        CheckPricing(config, found);
        CheckApi(config, found);
        CheckWebhook(config, found);
        CheckProxies(config, found);
    }

    private static void CheckStakes(JsonElement config, ICollection<ConfigViolation> found)
    {
        if (At(config, "max_open_trades") is { ValueKind: JsonValueKind.Number } trades && trades.GetDouble() == -1
            && At(config, "stake_amount") is { ValueKind: JsonValueKind.String })
        {
            found.Add(new("max_open_trades", "cannot be -1 together with stake_amount \"unlimited\""));
        }
    }

    private static void CheckPairs(JsonElement config, ICollection<ConfigViolation> found)
    {
        if (At(config, "pairlists") is not { ValueKind: JsonValueKind.Array } lists) return;
        var isStatic = lists.EnumerateArray().Any(list => TextAt(list, "method") == "StaticPairList");
        var pairs = At(config, "exchange", "pair_whitelist");
        if (isStatic && (pairs is not { ValueKind: JsonValueKind.Array } some || some.GetArrayLength() == 0))
        {
            found.Add(new("exchange.pair_whitelist", "needs at least one pair for StaticPairList"));
        }
    }

    private static void CheckPricing(JsonElement config, ICollection<ConfigViolation> found)
    {
        foreach (var (order, pricing, taking) in (ReadOnlySpan<(string, string, string)>)
            [("entry", "entry_pricing", "ask"), ("exit", "exit_pricing", "bid")])
        {
            var side = TextAt(config, pricing, "price_side");
            if (TextAt(config, "order_types", order) == "market" && side is not null && side != "other"
                && side != taking)
            {
                found.Add(new($"{pricing}.price_side", $"must be \"other\" for market orders (order_types.{order})"));
            }
        }
    }

    private static void CheckApi(JsonElement config, ICollection<ConfigViolation> found)
    {
        if (At(config, "api_server") is not { ValueKind: JsonValueKind.Object } api) return;
        if (At(api, "listen_ip_address") is { } address
            && (address.ValueKind != JsonValueKind.String || !IPAddress.TryParse(address.GetString(), out _)))
        {
            found.Add(new("api_server.listen_ip_address", "must be an IP address"));
        }

        if (TextAt(api, "password") is { } password && !System.Text.Ascii.IsValid(password))
        {
            found.Add(new("api_server.password", "must be ASCII"));
        }
    }

    private static void CheckWebhook(JsonElement config, ICollection<ConfigViolation> found)
    {
        if (At(config, "webhook") is not { ValueKind: JsonValueKind.Object } webhook) return;
        foreach (var type in WebhookTemplates.Types)
        {
            if (At(webhook, type) is not { ValueKind: JsonValueKind.Object } body) continue;
            foreach (var member in body.EnumerateObject()
                .Where(member => member.Value.ValueKind != JsonValueKind.String))
            {
                found.Add(new($"webhook.{type}.{member.Name}",
                    "must be a text: FreqTrade loses the message, or ends, otherwise"));
            }
        }
    }

    private static void CheckProxies(JsonElement config, ICollection<ConfigViolation> found)
    {
        if (At(config, "exchange", "ccxt_config") is not { ValueKind: JsonValueKind.Object } ccxt) return;
        var set = ProxyKeys.Where(key => ccxt.TryGetProperty(key, out _)).ToArray();
        if (set.Length > 1) found.Add(new("exchange.ccxt_config", $"may have only one of {string.Join(", ", set)}"));
        if (set.Length > 0 && ccxt.TryGetProperty("proxies", out _))
        {
            found.Add(new("exchange.ccxt_config.proxies", $"cannot stand beside {set[0]}"));
        }
    }

    private static bool IsTrue(JsonElement? value) => value is { ValueKind: JsonValueKind.True };

    private static string? TextAt(JsonElement element, params ReadOnlySpan<string> path) =>
        At(element, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? At(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }

        return element;
    }
}
