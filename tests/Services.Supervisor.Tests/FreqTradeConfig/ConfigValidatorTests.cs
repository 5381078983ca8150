using System.Text.Json.Nodes;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Tests.Harness;

namespace BtcWatcher.Services.Supervisor.Tests.FreqTradeConfig;

public sealed class ConfigValidatorTests
{
    [Fact]
    public void Validate_WhatTheSupervisorWrites_FindsNothing() =>
        Assert.Empty(ConfigValidator.Validate(TestConfigs.Ours(), []));

    [Fact]
    public void Validate_EmptyConfig_NamesEveryRequiredSetting() => Assert.Equal(
        [
            "dry_run", "entry_pricing", "exchange", "exit_pricing", "max_open_trades", "minimal_roi", "pairlists",
            "stake_amount",
            "stake_currency", "stoploss", "timeframe",
        ],
        ConfigValidator.Validate([], []).Select(one => one.Path).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("""{"api_server": {"listen_port": 70000}}""", "api_server.listen_port must be at most 65535")]
    [InlineData("""{"api_server": {"listen_ip_address": "localhost"}}""",
        "api_server.listen_ip_address must be an IP address")]
    [InlineData("""{"api_server": {"password": "päss"}}""", "api_server.password must be ASCII")]
    [InlineData("""{"exchange": {"pair_whitelist": []}}""",
        "exchange.pair_whitelist needs at least one pair for StaticPairList")]
    [InlineData("""{"max_open_trades": "three"}""", "max_open_trades must be a number, is a text")]
    [InlineData("""{"max_open_trades": -1, "stake_amount": "unlimited"}""",
        "max_open_trades cannot be -1 together with stake_amount \"unlimited\"")]
    [InlineData("""{"stoploss": 0}""", "stoploss must be less than 0")]
    [InlineData("""{"protections": []}""", "protections is refused by FreqTrade; set it in the strategy")]
    [InlineData("""{"webhook": {"status": {"n": 1}}}""",
        "webhook.status.n must be a text: FreqTrade loses the message, or ends, otherwise")]
    [InlineData(
        """{"order_types": {"entry": "market", "exit": "limit", "stoploss": "limit", "stoploss_on_exchange": false}}""",
        "entry_pricing.price_side must be \"other\" for market orders (order_types.entry)")]
    [InlineData(
        """{"exchange": {"ccxt_config": {"httpsProxy": "a", "socksProxy": "b"}}}""",
        "exchange.ccxt_config may have only one of httpsProxy, socksProxy")]
    public void Validate_OneMistake_TellsItWithItsPath(string change, string expected)
    {
        var config = TestConfigs.Ours();
        Merge(config, JsonNode.Parse(change)!.AsObject());

        Assert.Equal([expected], ConfigValidator.Validate(config, []).Select(one => one.ToString()));
    }

    [Fact]
    public void Validate_ABadSecret_DoesNotRepeatIt()
    {
        var config = TestConfigs.Ours();
        config["api_server"]!["jwt_secret_key"] = new JsonArray("very secret");

        Assert.DoesNotContain("very secret", Assert.Single(ConfigValidator.Validate(config, []))
            .ToString(), StringComparison.Ordinal);
    }

    private static void Merge(JsonObject target, JsonObject over)
    {
        foreach (var (name, value) in over)
        {
            if (value is JsonObject inner && target[name] is JsonObject existing) Merge(existing, inner);
            else target[name] = value?.DeepClone();
        }
    }
}
