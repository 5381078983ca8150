using System.Text.Json;
using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>
/// Judges a configuration as FreqTrade 2025.8 would at the start of its trade mode, before a process is spent on it.
/// </summary>
internal static class ConfigValidator
{
    /// <summary>Settings without a default that FreqTrade needs in trade mode (facts 2.1).</summary>
    private static readonly string[] Required =
    [
        "exchange", "stake_currency", "stake_amount", "dry_run", "entry_pricing", "exit_pricing", "pairlists",
    ];

    /// <summary>Settings that may come from the strategy's class instead.</summary>
    public static IReadOnlyList<string> FromStrategy { get; } =
        ["timeframe", "max_open_trades", "stoploss", "minimal_roi"];

    /// <summary>Everything that FreqTrade would refuse; empty when it would start.</summary>
    /// <param name="config">The whole configuration.</param>
    /// <param name="strategyHas">Which of <see cref="FromStrategy"/> the strategy's class sets.</param>
    public static IReadOnlyList<ConfigViolation> Validate(JsonObject config, IEnumerable<string> strategyHas)
    {
        var element = JsonSerializer.SerializeToElement(config);
        var found = Schema(element, strategyHas).ToList();
        ConfigConsistency.Check(element, found);
        return found;
    }

    /// <summary>The part that the published schema and its required list cover.</summary>
    internal static IReadOnlyList<ConfigViolation> Schema(JsonElement config, IEnumerable<string> strategyHas)
    {
        var found = new List<ConfigViolation>();
        ConfigRules.Root.Judge(config, "", found);
        if (config.ValueKind != JsonValueKind.Object) return found;

        foreach (var name in Required.Concat(FromStrategy.Except(strategyHas)))
        {
            if (!config.TryGetProperty(name, out _)) found.Add(new(name, "is missing"));
        }

        return found;
    }
}
