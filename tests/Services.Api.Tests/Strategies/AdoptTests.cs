using System.Net;
using System.Text;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class AdoptTests(Servers servers)
{
    private const string Url = "/api/v1/strategies/adopt";
    internal const string Code = "from helper import X\nclass Sample(IStrategy):\n    timeframe = '15m'\n";

    internal const string Config = """
        {
            // A bot as people have it.
            "bot_name": "My old bot", "dry_run": false, "dry_run_wallet": 2500.5, "max_open_trades": 4,
            "stake_currency": "USDT", "stake_amount": "unlimited", "cancel_open_orders_on_exit": true,
            "exchange": {
                "name": "bybit", "key": "hidden-key", "secret": "hidden-secret",
                "ccxt_config": {"password": "hidden-password", "enableRateLimit": true},
                "pair_whitelist": ["BTC/USDT", "ETH/USDT"], "pair_blacklist": ["BNB/.*"],
            },
            "pairlists": [{"method": "StaticPairList"}],
            "telegram": {"enabled": true, "token": "hidden-token"},
            "api_server": {"enabled": true, "password": "hidden-api"},
            "db_url": "sqlite:///old.sqlite",
        }
        """;

    private static readonly byte[] Trades = [.. "SQLite format 3\0"u8, .. new byte[5000]];

    [Fact]
    public async Task Adopt_OfAWholeBot_IsAStrategyAndSaysWhatWasDropped()
    {
        await using var supervisor = await FakeSupervisor.StartAsync();
        await using var api = await servers.StartAsync(supervisor.Settings);
        using var client = await api.AsAsync(Policies.Operator);

        var adopted = await SendAsync(client, ("config.json", Bytes(Config)), ("sample.py", Bytes(Code)),
            ("helper.py", "X = 1\n"u8.ToArray()), ("sample.json", "{}"u8.ToArray()), ("trades.sqlite", Trades))
            .ExpectAsync(HttpStatusCode.Created);

        var id = adopted.GetProperty("strategy_id").GetInt32();
        Assert.Equal(("created", "Sample"), (adopted.Text("status"), adopted.Text("strategy_class")));
        Assert.True(adopted.GetProperty("database").GetBoolean());
        Assert.True(adopted.GetProperty("simulated").GetBoolean());
        Assert.Equal(
            [
                "api_server", "db_url", "dry_run", "exchange.ccxt_config.password", "exchange.key", "exchange.secret",
                "telegram",
            ],
            adopted.GetProperty("dropped").EnumerateArray().Select(one => one.Text("path"))
                .Order(StringComparer.Ordinal));
        Assert.All(adopted.GetProperty("dropped").EnumerateArray(), one => Assert.NotEmpty(one.Text("why")));
        Assert.Equal(Trades, supervisor.Databases![id]);
        var text = await client.GetStringAsync($"/api/v1/strategies/{id}");
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
        var strategy = JsonDocument.Parse(text).RootElement;
        Assert.Equal(("My old bot", "bybit", "15m", "stopped", "unlimited"), (strategy.Text("name"),
            strategy.Text("exchange"), strategy.Text("timeframe"), strategy.Text("desired_state"),
            strategy.Text("stake_amount")));
        Assert.Equal(2500.5m, strategy.GetProperty("dry_run_wallet").GetDecimal());
        Assert.Equal(["helper.py", "sample.json", "sample.py"],
            strategy.GetProperty("files").EnumerateObject().Select(file => file.Name));
        var extra = strategy.GetProperty("extra_config");
        Assert.True(extra.GetProperty("cancel_open_orders_on_exit").GetBoolean());
        Assert.Equal("""{"enableRateLimit":true}""",
            extra.GetProperty("exchange").GetProperty("ccxt_config").GetRawText());
    }

    [Fact]
    public async Task Adopt_WhoseTradesAreRefused_LeavesNoStrategy()
    {
        await using var supervisor = await FakeSupervisor.StartAsync();
        supervisor.Databases = null;
        await using var api = await servers.StartAsync(supervisor.Settings);
        using var client = await api.AsAsync(Policies.Operator);

        await SendAsync(client, ("config.json", Bytes(Config)), ("sample.py", Bytes(Code)), ("trades.sqlite", Trades))
            .ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "forwarding:unavailable");

        var list = await client.GetAsync("/api/v1/strategies").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(0, list.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Adopt_OfWhatIsNoBot_NamesTheFile()
    {
        await using var supervisor = await FakeSupervisor.StartAsync();
        await using var api = await servers.StartAsync(supervisor.Settings);
        using var client = await api.AsAsync(Policies.Operator);
        var config = ("config.json", Bytes(Config));
        var code = ("sample.py", Bytes(Code));

        await ErrorAsync(SendAsync(client, code), "config.json");
        await ErrorAsync(SendAsync(client, ("config.json", Bytes("[1")), code), "config.json");
        await ErrorAsync(SendAsync(client, config), "files");
        await ErrorAsync(SendAsync(client, config, code, ("trades.sqlite", "no"u8.ToArray())), "trades.sqlite");
        await ErrorAsync(SendAsync(client, config, code, ("../x.py", "x"u8.ToArray())), "files.../x.py");
        await ErrorAsync(SendAsync(client, ("config.json", "{}"u8.ToArray()), code), "pair_whitelist");
        supervisor.Result = FakeSupervisor.Broken(ScanFault.Syntax, "sample.py", 1, "invalid syntax");
        await SendAsync(client, config, code)
            .ExpectProblemAsync(HttpStatusCode.UnprocessableEntity, "strategies:code");
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        await client.PostAsync(Url, json).ExpectProblemAsync(HttpStatusCode.UnsupportedMediaType, "http:415");
        using var viewer = await api.AsAsync(Policies.Viewer);
        await SendAsync(viewer, config, code).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, params (string Name, byte[] Bytes)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in files) form.Add(new ByteArrayContent(bytes), "files", name);
        return await client.PostAsync(Url, form);
    }

    private static async Task ErrorAsync(Task<HttpResponseMessage> sending, string field)
    {
        var problem = await sending.ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }
}
