using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Notifications.Templates;

/// <summary>What detailed texts hold beside the facts that are always there.</summary>
internal sealed record TextParts
{
    public static TextParts Plain { get; } = new();

    public bool Indicators { get; init; } = true;

    /// <summary>A link to the pair's chart at TradingView.</summary>
    public bool ChartLink { get; init; }

    /// <summary>How an installation calls its priorities.</summary>
    public IReadOnlyDictionary<string, string> PriorityNames { get; init; } = new Dictionary<string, string>();

    public string NameOf(SignalPriority priority) =>
        PriorityNames.TryGetValue(priority.ToString(), out var name) && name.Length > 0
            ? $"{priority} ({name})" : priority.ToString();
}

/// <summary>Charts of others: no address of this installation leaves it.</summary>
internal static class ChartLink
{
    private static readonly Dictionary<string, string> Minutes = new()
    {
        ["1m"] = "1", ["3m"] = "3", ["5m"] = "5", ["15m"] = "15", ["30m"] = "30", ["1h"] = "60", ["2h"] = "120",
        ["4h"] = "240", ["1d"] = "D", ["1w"] = "W",
    };

    /// <returns>Null for a signal without a pair or an exchange.</returns>
    public static string? Of(Signal signal)
    {
        if (signal is not { Pair: { } pair, Exchange: { } exchange }) return null;
        // BTC/USDT:USDT is the perpetual contract, .P at TradingView.
        var future = pair.Contains(':', StringComparison.Ordinal);
        var symbol = pair.Split(':')[0].Replace("/", "", StringComparison.Ordinal) + (future ? ".P" : "");
        var interval = signal.Timeframe is { } frame && Minutes.TryGetValue(frame, out var known)
            ? $"&interval={known}" : "";
        return "https://www.tradingview.com/chart/?symbol="
            + Uri.EscapeDataString($"{exchange.ToUpperInvariant()}:{symbol}") + interval;
    }
}
