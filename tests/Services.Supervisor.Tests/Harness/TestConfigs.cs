using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

internal static class TestConfigs
{
    public static readonly InstanceFolder Folder = new("/data/instances", 17);

    public static StrategyDefinition Definition(int id = 17, int version = 1, string name = "RsiEth") => new()
    {
        Profile = new()
        {
            StrategyId = id,
            Version = version,
            VersionLabel = "v1.0",
            Name = "RSI ETH",
            StrategyClass = name,
            Exchange = "binance",
            Timeframe = "5m",
            Strength = StrengthScale.Default,
        },
        PairWhitelist = ["ETH/USDT"],
        Files = new Dictionary<string, string> { [$"{name}.py"] = Code(name) },
    };

    public static string Code(string name) => $"""
        from freqtrade.strategy import IStrategy


        class {name}(IStrategy):
            timeframe = "5m"
            stoploss = -0.1
            minimal_roi = {"{"}"0": 10{"}"}
        """;

    public static JsonObject Build(StrategyDefinition definition, Credentials? secrets = null) => InstanceConfig.Build(
        definition, Folder, 8097, secrets ?? Credentials.Create(),
        "http://127.0.0.1:8001/api/v1/signals/webhook/17/secret");

    /// <summary>As the supervisor writes it, with what the strategy's class would add.</summary>
    public static JsonObject Ours()
    {
        var config = Build(Definition());
        config["stoploss"] = -0.1;
        config["minimal_roi"] = new JsonObject { ["0"] = 10 };
        return config;
    }
}
