using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class StrategyValidationTests
{
    private const string Least = """{"name":"A","strategy_class":"Sample","pair_whitelist":["BTC/USDT"]}""";

    [Fact]
    public void Read_TheLeast_HasTheOriginalsDefaults()
    {
        var (draft, errors) = Read("""{"name":" A ","strategy_class":"Sample","pair_whitelist":["BTC/USDT"]}""");

        Assert.Empty(errors.ByField);
        Assert.Equal("A", draft!.Name);
        Assert.Equal("5m", draft.Timeframe);
        Assert.Equal("binance", draft.Exchange);
        Assert.Equal(1000, draft.DryRunWallet);
        Assert.Equal("USDT", draft.StakeCurrency);
        Assert.Equal("100", draft.StakeAmount);
        Assert.Equal(3, draft.MaxOpenTrades);
        Assert.Equal("v1.0", draft.Label);
        Assert.Equal(StrengthScale.Default, draft.Strength);
    }

    [Fact]
    public void Read_Everything_IsKept()
    {
        var (draft, errors) = Read("""
            {"name":"B","strategy_class":"Sample","timeframe":"1h","exchange":"Bybit",
             "pair_whitelist":["BTC/USDC:USDC"],
             "pair_blacklist":["BNB/.*"],"dry_run":true,"dry_run_wallet":5000.5,"stake_currency":"USDC",
             "stake_amount":"unlimited","max_open_trades":0,"version":"v2.1","auto_start":true,
             "files":{"a.py":"class Sample(IStrategy):\n  pass","lib/b.py":"x = 1"},
             "extra_config":{"trading_mode":"futures","exchange":{"ccxt_config":{}}},
             "strength":{"min":-5,"max":5,"weak":-1.5,"medium":0,"strong":5},"tags":["a","b","a"]}
            """);

        Assert.Empty(errors.ByField);
        Assert.Equal("bybit", draft!.Exchange);
        Assert.Equal("unlimited", draft.StakeAmount);
        Assert.Equal(["a.py", "lib/b.py"], draft.Files.Keys);
        Assert.Equal(-1.5m, draft.Strength.Weak);
        Assert.Equal(["a", "b"], draft.Tags);
        Assert.Equal("futures", (string?)draft.ExtraConfig!["trading_mode"]);
    }

    [Fact]
    public void Read_Limits_AreKeptUntilAnEmptyObjectTakesThemAway()
    {
        var (draft, _) = Read(With("\"memory_mb\":512,\"nice\":10"));
        var (same, _) = StrategyValidation.Read(new StrategyRequest { Name = "B" }, draft);
        var (none, _) = StrategyValidation.Read(new StrategyRequest { Limits = new(null, null, null) }, draft);

        Assert.Equal(new ResourceLimits { MemoryMb = 512, Nice = 10 }, draft!.Limits);
        Assert.Equal(draft.Limits, same!.Limits);
        Assert.Equal(new ResourceLimits(), none!.Limits);
    }

    [Theory]
    [InlineData("memory_mb", 63)]
    [InlineData("memory_mb", 1048577)]
    [InlineData("nice", -1)]
    [InlineData("nice", 20)]
    [InlineData("open_files", 255)]
    public void Read_ALimitOutOfRange_NamesIt(string limit, int value)
    {
        var (draft, errors) = Read(With($"\"{limit}\":{value}"));

        Assert.Null(draft);
        Assert.Equal([$"limits.{limit}"], errors.ByField.Keys);
    }

    [Theory]
    [InlineData("name", "\"\"")]
    [InlineData("name", "\"a\\nb\"")]
    [InlineData("strategy_class", "\"1Sample\"")]
    [InlineData("strategy_class", "\"Sample; import os\"")]
    [InlineData("timeframe", "\"7m\"")]
    [InlineData("exchange", "\"mtgox\"")]
    [InlineData("pair_whitelist", "[]")]
    [InlineData("pair_whitelist", "[\"BTCUSDT\"]")]
    [InlineData("pair_whitelist", "[\"BTC/EUR\"]")]
    [InlineData("pair_whitelist", "[\"BTC/usdt\"]")]
    [InlineData("pair_whitelist", "[\"BTC/USDT\",\"BTC/USDT\"]")]
    [InlineData("pair_whitelist", "[null]")]
    [InlineData("pair_blacklist", "[\"(\"]")]
    [InlineData("dry_run", "false")]
    [InlineData("dry_run_wallet", "0")]
    [InlineData("stake_currency", "\"usdt\"")]
    [InlineData("stake_amount", "0")]
    [InlineData("stake_amount", "\"much\"")]
    [InlineData("stake_amount", "[1]")]
    [InlineData("max_open_trades", "-2")]
    [InlineData("proxy_id", "\"the best\"")]
    [InlineData("version", "\"v 1\"")]
    [InlineData("tags", "[\"\"]")]
    [InlineData("tags", "[\"a\\u0000\"]")]
    [InlineData("files", "{\"../a.py\":\"class Sample: pass\"}")]
    [InlineData("files", "{\"/a.py\":\"class Sample: pass\"}")]
    [InlineData("files", "{\"a.sh\":\"class Sample: pass\"}")]
    [InlineData("files", "{\"a\\\\b.py\":\"class Sample: pass\"}")]
    [InlineData("files", "{\"a.py\":null}")]
    [InlineData("files", "{\"a.py\":\"class Other: pass\"}")]
    [InlineData("files", "{\"a.py\":\"class Sample: pass\",\"A.py\":\"\"}")]
    [InlineData("strength", "{\"min\":0,\"max\":100}")]
    [InlineData("strength", "{\"min\":0,\"max\":0,\"weak\":0,\"medium\":0,\"strong\":0}")]
    [InlineData("strength", "{\"min\":0,\"max\":100,\"weak\":60,\"medium\":40,\"strong\":80}")]
    [InlineData("strength", "{\"min\":0,\"max\":100,\"weak\":40,\"medium\":60,\"strong\":101}")]
    [InlineData("extra_config.dry_run", "{\"dry_run\":false}", "extra_config")]
    [InlineData("extra_config.Dry_Run", "{\"Dry_Run\":false}", "extra_config")]
    [InlineData("extra_config.api_server", "{\"api_server\":{}}", "extra_config")]
    [InlineData("extra_config.webhook", "{\"webhook\":{}}", "extra_config")]
    [InlineData("extra_config.db_url", "{\"db_url\":\"x\"}", "extra_config")]
    [InlineData("extra_config.exchange.secret", "{\"exchange\":{\"secret\":\"x\"}}", "extra_config")]
    [InlineData("extra_config.exchange", "{\"exchange\":5}", "extra_config")]
    [InlineData("extra_config", "{\"a\":1,\"a\":2}")]
    [InlineData("extra_config", "{\"a\":\"\\u0000\"}")]
    public void Read_OneBadField_NamesIt(string error, string value, string? field = null)
    {
        var request = JsonNode.Parse(Least)!.AsObject();
        request.Remove(field ?? error);
        var text = request.ToJsonString().TrimEnd('}') + $",\"{field ?? error}\":{value}}}";

        var (draft, errors) = Read(text);

        Assert.Null(draft);
        Assert.Equal(error, Assert.Single(errors.ByField).Key);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("strategy_class")]
    [InlineData("pair_whitelist")]
    public void Read_WithoutARequiredField_NamesIt(string field)
    {
        var request = JsonNode.Parse(Least)!.AsObject();
        request.Remove(field);

        var (_, errors) = Read(request.ToJsonString());

        Assert.Equal(field, Assert.Single(errors.ByField).Key);
    }

    [Fact]
    public void Read_UnlimitedTradesAndStake_IsRefused()
    {
        var (_, errors) = Read("""
            {"name":"A","strategy_class":"S","pair_whitelist":["BTC/USDT"],
             "stake_amount":"unlimited","max_open_trades":-1}
            """);

        Assert.Equal("max_open_trades", Assert.Single(errors.ByField).Key);
    }

    [Fact]
    public void Read_AChange_KeepsWhatIsAbsent()
    {
        var present = Read("""{"name":"A","strategy_class":"S","pair_whitelist":["BTC/USDT"],"tags":["x"]}""").Draft;

        var (draft, _) = Read("""{"timeframe":"15m"}""", present);

        Assert.Equal(present! with { Timeframe = "15m" }, draft);
    }

    [Fact]
    public void Read_AFileThatIsTooLarge_IsRefused()
    {
        var text = "class S: pass #" + new string('x', StrategyFileRules.MaxFileBytes);
        var request = new StrategyRequest
        {
            Name = "A",
            StrategyClass = "S",
            PairWhitelist = ["BTC/USDT"],
            Files = new Dictionary<string, string?> { ["a.py"] = text },
        };

        var (_, errors) = StrategyValidation.Read(request, null);

        Assert.Equal($"A file may have at most {StrategyFileRules.MaxFileBytes} bytes.", errors.ByField["files"]);
    }

    private static string With(string limits) => Least[..^1] + ",\"limits\":{" + limits + "}}";

    private static (StrategyDraft? Draft, ValidationErrors Errors) Read(string body, StrategyDraft? present = null) =>
        StrategyValidation.Read(JsonSerializer.Deserialize<StrategyRequest>(body, MessageJson.Options)!, present);
}
