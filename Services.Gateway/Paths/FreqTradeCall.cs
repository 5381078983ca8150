using System.Collections.Frozen;

namespace BtcWatcher.Services.Gateway.Paths;

/// <summary>What a caller must be allowed to do.</summary>
internal enum Right { None, Read, Operate, Trade }

/// <summary>How long the gateway waits for an instance.</summary>
internal enum Patience { Short, Normal, Long, Endless }

/// <summary>
/// One call of FreqTrade's REST address that the gateway passes on. {id} is a number, {name} an identifier.
/// </summary>
internal sealed record FreqTradeCall(string Method, string Template, Right Right, Patience Patience = Patience.Normal)
{
    private static readonly FrozenSet<string> Shared = FrozenSet.Create(
        "ping", "version", "show_config", "health", "sysinfo", "count", "status", "locks", "profit", "profit_all",
        "balance", "whitelist", "blacklist", "performance", "entries", "exits", "mix_tags", "stats", "daily", "weekly",
        "monthly");

    public const string TokenLogin = "token/login";
    public const string TokenRefresh = "token/refresh";

    public string[] Parts { get; } = Template.Split('/');

    /// <summary>Answered by the gateway itself: one login for all instances, whose own secrets never leave.</summary>
    public bool IsLogin => Template == TokenLogin || Template == TokenRefresh;

    /// <summary>
    /// A reading with a small answer that pages ask for again and again: asked once for all who want it now.
    /// </summary>
    public bool IsShared { get; } = Method == "GET" && Shared.Contains(Template);

    /// <summary>Changes something at the instance, so that what was read before is old.</summary>
    public bool Changes => Right > Right.Read;
    public bool IsWebSocket => Template == "message/ws";

    /// <summary>
    /// The instance's log has tokens in it: websocket connects and failed webhooks write them (seen, 2025.8).
    /// </summary>
    public bool IsLog => Template == "logs";

    /// <summary>The path to ask of the instance, or null where the segments are another call's.</summary>
    public string? PathFor(IReadOnlyList<string> segments)
    {
        if (segments.Count != Parts.Length) return null;
        var path = "/api/v1";
        for (var i = 0; i < Parts.Length; i++)
        {
            if (!Fits(Parts[i], segments[i])) return null;
            path += '/' + (Parts[i] == "{name}" ? Uri.EscapeDataString(segments[i]) : segments[i]);
        }

        return path;
    }

    private static bool Fits(string part, string segment) => part switch
    {
        "{id}" => segment.Length is > 0 and <= 18 && segment.All(char.IsAsciiDigit),
        "{name}" => segment.Length <= 128 && segment.All(c => char.IsLetterOrDigit(c) || c == '_'),
        _ => part == segment,
    };
}
