using System.Text.RegularExpressions;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>An exchange as seen through one address: "direct", or the id of an outbound proxy.</summary>
internal readonly record struct StartGroup(string Exchange, string Address)
{
    public override string ToString() => Address == RequestLoad.Direct
        ? $"{Exchange} without a proxy" : $"{Exchange} through proxy {Address}";
}

/// <summary>What one strategy asks of its exchange, as far as its definition tells (facts 5.5).</summary>
internal sealed partial record RequestLoad(StartGroup Group, int Pairs, int Timeframes)
{
    public const string Direct = "direct";

    public static RequestLoad Of(StrategyDefinition definition)
    {
        var timeframes = definition.Files.Values
            .SelectMany(text => Informative().Matches(text)).Select(match => match.Groups[1].Value)
            .Append(definition.Profile.Timeframe).Distinct(StringComparer.Ordinal).Count();
        return new(
            new(definition.Profile.Exchange, definition.Proxy?.Id.ToString() ?? Direct),
            definition.PairWhitelist.Count, timeframes);
    }

    // A decorator such as @informative('1h'): the same pairs again, in another timeframe.
    [GeneratedRegex(@"@informative\(\s*['""](\w+)['""]")]
    private static partial Regex Informative();
}
