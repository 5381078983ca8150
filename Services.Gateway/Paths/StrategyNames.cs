namespace BtcWatcher.Services.Gateway.Paths;

/// <summary>
/// FreqTrade reads what follows a ':' in a strategy's name as code and runs it (plot_config and strategy, in releases
/// before the fix), so that such names never reach an instance. Pairs such as BTC/USDT:USDT stay legal.
/// </summary>
internal static class StrategyNames
{
    public static Refusal Refused { get; } = new(400, "A strategy's name must not contain ':'.");

    public static bool AreLegal(IQueryCollection query) =>
        !query.TryGetValue("strategy", out var names)
        || names.All(name => name is null || !name.Contains(':', StringComparison.Ordinal));
}
