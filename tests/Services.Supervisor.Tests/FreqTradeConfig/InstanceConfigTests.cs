using System.Text.Json.Nodes;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Tests.Harness;

namespace BtcWatcher.Services.Supervisor.Tests.FreqTradeConfig;

public sealed class InstanceConfigTests
{
    [Fact]
    public void Build_PlainDefinition_HasItsOwnNamePlacesAndPort()
    {
        var config = TestConfigs.Build(TestConfigs.Definition());

        Assert.Equal("strategy-17", (string?)config["bot_name"]);
        Assert.Equal("sqlite:////data/instances/17/trades.sqlite", (string?)config["db_url"]);
        Assert.Equal("/data/instances/17/strategies", (string?)config["strategy_path"]);
        Assert.Equal(8097, (int)config["api_server"]!["listen_port"]!);
        Assert.Equal("127.0.0.1", (string?)config["api_server"]!["listen_ip_address"]);
        Assert.True((bool)config["dry_run"]!);
        Assert.Equal(100m, (decimal)config["stake_amount"]!);
        Assert.Equal("running", (string?)config["initial_state"]);
    }

    [Fact]
    public void Build_Webhook_HasABodyOfTextsForEveryTypeThatSignalsReads()
    {
        var webhook = TestConfigs.Build(TestConfigs.Definition())["webhook"]!.AsObject();

        Assert.Equal("http://127.0.0.1:8001/api/v1/signals/webhook/17/secret", (string?)webhook["url"]);
        Assert.Equal("json", (string?)webhook["format"]);
        Assert.Equal(3, (int)webhook["timeout"]!);
        Assert.True((bool)webhook["allow_custom_messages"]!);
        Assert.Equal(
            WebhookTemplates.Types.Except(["whitelist", "analyzed_df", "new_candle"]).Order(StringComparer.Ordinal),
            webhook.Where(member => member.Value is JsonObject).Select(member => member.Key)
                .Order(StringComparer.Ordinal));
        Assert.Equal("{msg}", (string?)webhook["strategy_msg"]!["payload"]);
    }

    [Fact]
    public void Build_UserTriesToTakeTheSupervisorsSettings_TheyStay()
    {
        var definition = TestConfigs.Definition() with
        {
            ExtraConfig = JsonNode.Parse("""
                {"dry_run": false, "db_url": "sqlite:///mine", "bot_name": "x",
                 "api_server": {"listen_port": 1, "extra": 1},
                 "webhook": {"url": "http://elsewhere"}, "telegram": {"enabled": true, "token": "t", "chat_id": "c"},
                 "add_config_files": ["/etc/x.json"], "initial_state": "stopped",
                 "exchange": {"name": "other", "uid": "u"},
                 "stoploss": -0.2, "entry_pricing": {"price_side": "other"}}
                """)!.AsObject(),
        };

        var config = TestConfigs.Build(definition);

        Assert.True((bool)config["dry_run"]!);
        Assert.Equal("sqlite:////data/instances/17/trades.sqlite", (string?)config["db_url"]);
        Assert.Equal(8097, (int)config["api_server"]!["listen_port"]!);
        Assert.Null(config["api_server"]!["extra"]);
        Assert.Null(config["telegram"]);
        Assert.Null(config["add_config_files"]);
        Assert.Equal("running", (string?)config["initial_state"]);
        Assert.StartsWith("http://127.0.0.1:8001/", (string?)config["webhook"]!["url"], StringComparison.Ordinal);
        Assert.Equal("binance", (string?)config["exchange"]!["name"]);
        Assert.Equal("u", (string?)config["exchange"]!["uid"]);
        Assert.Equal(-0.2, (double)config["stoploss"]!);
        Assert.Equal("other", (string?)config["entry_pricing"]!["price_side"]);
        Assert.True((bool)config["entry_pricing"]!["use_order_book"]!);
    }

    [Theory]
    [InlineData("http://user:pw@proxy:3128", "httpsProxy", "wsProxy")]
    [InlineData("socks5://proxy:1080", "socksProxy", "wsSocksProxy")]
    public void Build_OutboundProxy_IsOneKeyForRestAndOneForTheWebsocket(string url, string rest, string socket)
    {
        var definition = TestConfigs.Definition() with
        {
            Proxy = new() { Id = Guid.NewGuid(), Url = url },
            ExtraConfig = JsonNode.Parse("""
                {"exchange": {"ccxt_config": {"proxies": {}, "http_proxy": "x", "timeout": 9}}}
                """)!.AsObject(),
        };

        var ccxt = TestConfigs.Build(definition)["exchange"]!["ccxt_config"]!.AsObject();

        Assert.Equal(["timeout", rest, socket], ccxt.Select(member => member.Key));
        Assert.Equal(url, (string?)ccxt[rest]);
        Assert.Equal(url, (string?)ccxt[socket]);
    }

    [Fact]
    public void Credentials_Created_AreLongAndBeginWithALetter()
    {
        var (one, other) = (Credentials.Create(), Credentials.Create());

        Assert.All([one.Username, one.Password, one.JwtSecret, one.WsToken], text =>
            Assert.True(char.IsAsciiLetter(text[0])));
        Assert.True(one.Password.Length >= 32 && one.JwtSecret.Length >= 64 && one.WsToken.Length >= 40);
        Assert.NotEqual(one, other);
    }

    [Theory]
    [InlineData("stoploss = -0.1", true)]
    [InlineData("stoploss: float = -0.1", true)]
    [InlineData("# stoploss = -0.1", false)]
    [InlineData("stoploss_on_exchange = True", false)]
    public void StrategyHas_StoplossInTheCode_IsFound(string line, bool expected)
    {
        var definition = TestConfigs.Definition() with
        {
            Files = new Dictionary<string, string> { ["a.py"] = $"class A(IStrategy):\n    {line}\n" },
        };

        Assert.Equal(expected, ConfigWriter.StrategyHas(definition).Contains("stoploss"));
    }
}
