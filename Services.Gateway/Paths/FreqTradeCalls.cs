using System.Collections.Frozen;
using static BtcWatcher.Services.Gateway.Paths.Patience;
using static BtcWatcher.Services.Gateway.Paths.Right;

namespace BtcWatcher.Services.Gateway.Paths;

/// <summary>A call with the path to ask of the instance, or the reason against it.</summary>
internal sealed record CallMatch(FreqTradeCall? Call, string Path, Refusal? Refusal);

/// <summary>Every call of FreqTrade 2025.8 in trade mode that the gateway passes on; all others are refused.</summary>
internal static class FreqTradeCalls
{
    public static IReadOnlyList<FreqTradeCall> All { get; } =
    [
        new("GET", "ping", None, Short),
        new("POST", FreqTradeCall.TokenLogin, None),
        new("POST", FreqTradeCall.TokenRefresh, None),
        .. Reading(Short, "version", "show_config", "health", "sysinfo", "count", "whitelist", "locks"),
        .. Reading(Normal, "entries", "exits", "mix_tags", "performance", "profit", "profit_all", "stats", "daily",
            "weekly", "monthly", "trade/{id}", "trades/{id}/custom-data", "trades/open/custom-data", "logs",
            "blacklist", "plot_config", "strategies", "strategy/{name}", "exchanges", "hyperoptloss", "freqaimodels",
            "pairlists/available"),
        // These ask the exchange or build large answers; a hanging exchange blocks them for over 40 s.
        .. Reading(Long, "status", "balance", "trades", "available_pairs", "markets", "pair_candles", "pair_history"),
        new("POST", "pair_candles", Read, Long),
        new("GET", "message/ws", Read, Endless),

        new("POST", "start", Operate),
        new("POST", "stop", Operate),
        new("POST", "pause", Operate),
        new("POST", "stopentry", Operate),
        new("POST", "stopbuy", Operate),
        new("POST", "reload_config", Operate),

        new("POST", "forceenter", Trade, Long),
        new("POST", "forcebuy", Trade, Long),
        new("POST", "forceexit", Trade, Long),
        new("POST", "forcesell", Trade, Long),
        new("DELETE", "trades/{id}", Trade, Long),
        new("DELETE", "trades/{id}/open-order", Trade, Long),
        new("POST", "trades/{id}/reload", Trade, Long),
        new("POST", "locks", Trade),
        new("DELETE", "locks/{id}", Trade),
        new("POST", "locks/delete", Trade),
        new("POST", "blacklist", Trade),
        new("DELETE", "blacklist", Trade),
    ];

    private static readonly FrozenDictionary<string, FreqTradeCall[]> Plain = All
        .Where(call => !call.Template.Contains('{', StringComparison.Ordinal))
        .GroupBy(call => call.Template).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    private static readonly FreqTradeCall[] WithParameter =
        [.. All.Where(call => call.Template.Contains('{', StringComparison.Ordinal))];

    /// <summary>HEAD is matched as GET; FreqTrade itself answers it 405.</summary>
    public static CallMatch Match(string method, IReadOnlyList<string> segments)
    {
        if (HttpMethods.IsHead(method)) method = HttpMethods.Get;
        var joined = string.Join('/', segments);
        var calls = Plain.GetValueOrDefault(joined)
            ?? Array.FindAll(WithParameter, call => call.PathFor(segments) is not null);
        if (calls.Length == 0) return new CallMatch(null, "", NotListed(segments, joined));

        var found = Array.Find(calls, call => call.Method == method);
        return found is null
            ? new CallMatch(null, "", new Refusal(405, "Method Not Allowed") { Allow = AllowOf(calls) })
            : new CallMatch(found, found.PathFor(segments)!, null);
    }

    private static Refusal NotListed(IReadOnlyList<string> segments, string joined) =>
        segments is ["strategy", var name] && name.Contains(':', StringComparison.Ordinal)
            ? StrategyNames.Refused
            : new Refusal(
                403, $"'{(joined.Length > 80 ? joined[..80] : joined)}' is not a call that the gateway passes on.");

    private static string AllowOf(FreqTradeCall[] calls) =>
        string.Join(", ", calls.Select(call => call.Method).Append("OPTIONS"));

    private static IEnumerable<FreqTradeCall> Reading(Patience patience, params string[] templates) =>
        templates.Select(template => new FreqTradeCall("GET", template, Read, patience));
}
