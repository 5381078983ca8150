namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>One thing that FreqTrade would refuse.</summary>
/// <param name="Path">Where, such as exchange.pair_whitelist[2].</param>
/// <param name="Message">What, without the value: it may be a secret.</param>
internal sealed record ConfigViolation(string Path, string Message)
{
    public override string ToString() => $"{Path} {Message}";
}
