using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Strategies.Templates;

/// <summary>Something to start from.</summary>
/// <param name="Id">As in the address.</param>
/// <param name="Title">The name of the demo strategy that it makes, or what it is.</param>
/// <param name="Description">In a sentence.</param>
/// <param name="StrategyClass">That its code defines.</param>
/// <param name="Pair">That it was tried on.</param>
/// <param name="Strength">The range that it computes, with thresholds that suit it.</param>
internal sealed record StrategyTemplate(
    string Id, string Title, string Description, string StrategyClass, string Pair, StrengthScale Strength)
{
    /// <summary>The strategies that are shipped; ranges and thresholds of strategies/README.md.</summary>
    public static IReadOnlyList<StrategyTemplate> Shipped { get; } =
    [
        new("ma_cross", "MA_Cross_BTC", "Two exponential means cross.", "MaCrossBtc", "BTC/USDT",
            Scale(0, 10, 0.6m, 2.5m, 6.5m)),
        new("rsi", "RSI_ETH", "Low and high relative strength.", "RsiEth", "ETH/USDT", Scale(0, 100, 20, 35, 60)),
        new("custom", "Custom_SOL", "Momentum against its own volatility, weighed by volume: several in one.",
            "CustomSol", "SOL/USDT", Scale(0, 1000, 130, 265, 475)),
        new("bollinger", "Bollinger_ADA", "Buys at the lower band, leaves at the upper.", "BollingerAda", "ADA/USDT",
            Scale(0, 100, 25, 55, 75)),
        new("macd", "MACD_DOT", "MACD against its signal line.", "MacdDot", "DOT/USDT", Scale(-5, 5, 0, 1.6m, 3.3m)),
    ];

    /// <summary>Nothing but the frame; it never signals as it stands.</summary>
    public static StrategyTemplate Blank { get; } = new(
        "blank", "Blank", "The frame of a strategy with the three methods to fill in.", "MyStrategy", "BTC/USDT",
        StrengthScale.Default);

    private static StrengthScale Scale(decimal min, decimal max, decimal weak, decimal medium, decimal strong) =>
        new() { Min = min, Max = max, Weak = weak, Medium = medium, Strong = strong };
}
