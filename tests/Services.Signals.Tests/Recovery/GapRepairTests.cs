using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Signals.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Signals.Tests.Recovery;

public sealed class GapRepairTests(Servers servers)
{
    private static readonly DateTimeOffset Opened = Messages.Candle(1).AddMinutes(5).AddSeconds(7);

    [Fact]
    public async Task Start_AfterAnOutage_AddsWhatIsMissingOnce()
    {
        await using var service = await SignalsService.StartAsync(servers);
        await service.KnowAsync(1);
        await service.StoreAsync(1, Messages.CandleSignal(90, candle: Messages.Candle(2)));
        LetInstanceKnow(service.Neighbours, 3);

        await service.StartAgainAsync();
        await Eventually.TrueAsync(async () => await CountAsync(service) == 5);
        var repeated = await service.StoreAsync(1, Messages.CandleSignal(70, candle: Messages.Candle(1)));
        await service.StoreAsync(1, Messages.Trade("entry_fill", opened: Opened));

        var signal = await service.GetAsync(repeated);
        Assert.Equal((SignalSource.Recovered, 70m, SignalLevel.Medium), (signal.Source, signal.Strength, signal.Level));
        Assert.Equal(5, await CountAsync(service));
        Assert.Equal(4, await service.ScalarAsync<long>("SELECT count(*) FROM signals WHERE source = 1"));
        Assert.Equal(1, await service.ScalarAsync<long>(
            "SELECT count(*) FROM signals WHERE event = 'exit_fill' AND strength = 70"));
    }

    [Fact]
    public async Task InstanceStarted_OfAStrategyThatWasHeardOf_ReadsItAgain()
    {
        await using var service = await SignalsService.StartAsync(servers);
        await using var bus = await BusListener.StartAsync(service.RabbitMq);
        await service.KnowAsync(1);
        await service.StoreAsync(1, Messages.CandleSignal(90, candle: Messages.Candle(2)));
        LetInstanceKnow(service.Neighbours, 3);

        await bus.PublishAsync(new InstanceStarted
        {
            StrategyId = 1, Generation = 2, Version = 1, Port = 8081, Pid = 4711,
            At = DateTimeOffset.UtcNow.AddMinutes(20),
        });

        await Eventually.TrueAsync(async () => await CountAsync(service) == 5);
        await Eventually.TrueAsync(() => service.Logged.Any(
            line => line.Contains("signals recovered", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Repair_AskedForByTheSupervisor_IsDoneWhenItAnswers()
    {
        await using var service = await SignalsService.StartAsync(servers);
        await service.KnowAsync(1);
        await service.StoreAsync(1, Messages.CandleSignal(90, candle: Messages.Candle(2)));
        using var supervisor = service.As(Policies.Service);

        // Nothing to read and nothing known to be missing.
        Assert.Equal(HttpStatusCode.NoContent, await RepairAsync(supervisor, 1));
        Assert.Equal(HttpStatusCode.NoContent, await RepairAsync(supervisor, 7));
        service.Neighbours.Routes[1] = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await RepairAsync(supervisor, 1));
        service.Neighbours.Routes.Clear();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await RepairAsync(supervisor, 1));
        LetInstanceKnow(service.Neighbours, 3);
        await Eventually.TrueAsync(async () =>
            await RepairAsync(supervisor, 1) == HttpStatusCode.NoContent);

        Assert.Equal(5, await CountAsync(service));
        using var person = service.As(Policies.Admin);
        Assert.Equal(HttpStatusCode.Forbidden, await RepairAsync(person, 1));
    }

    private static async Task<HttpStatusCode> RepairAsync(HttpClient client, int strategyId)
    {
        using var answer = await client.PostAsync($"/internal/strategies/{strategyId}/repair", null);
        return answer.StatusCode;
    }

    // Candles with a signal each, the oldest one first, and one trade that was opened and closed since.
    private static void LetInstanceKnow(Neighbours neighbours, int candles)
    {
        var columns = new JsonArray(
            "date", "open", "high", "low", "close", "volume", "rsi", "signal_strength", "enter_tag", "enter_long");
        var data = new JsonArray([.. Enumerable.Range(0, candles).Reverse().Select(ago => (JsonNode)new JsonArray(
            Messages.Candle(ago).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            1.0, 2.0, 0.5, 4320.1, 10.0, 28.4, 70.0, "rsi_dip", 1.0))]);
        neighbours.Instance["show_config"] = new JsonObject { ["timeframe"] = "5m" };
        neighbours.Instance["whitelist"] = new JsonObject { ["whitelist"] = new JsonArray("ETH/USDT") };
        neighbours.Instance["pair_candles"] = new JsonObject
        {
            ["pair"] = "ETH/USDT", ["timeframe"] = "5m", ["columns"] = columns, ["data"] = data,
        };
        neighbours.Instance["status"] = new JsonArray();
        neighbours.Instance["trades"] = new JsonObject { ["trades"] = new JsonArray(Trade()) };
        neighbours.Routes[1] = true;
    }

    private static JsonObject Trade() => new()
    {
        ["trade_id"] = 4,
        ["pair"] = "ETH/USDT",
        ["exchange"] = "binance",
        ["is_open"] = false,
        ["is_short"] = false,
        ["enter_tag"] = "rsi_dip",
        ["stake_amount"] = 99.8,
        ["open_timestamp"] = Opened.AddMilliseconds(120).ToUnixTimeMilliseconds(),
        ["close_timestamp"] = Opened.AddSeconds(30).ToUnixTimeMilliseconds(),
        ["close_profit"] = 0.01,
        ["close_profit_abs"] = 1.0,
        ["exit_reason"] = "roi",
        ["orders"] = new JsonArray(Order("buy", 4320.1), Order("sell", 4350)),
    };

    private static JsonObject Order(string side, double price) => new()
    {
        ["ft_order_side"] = side, ["safe_price"] = price, ["filled"] = 0.0231,
    };

    private static Task<long> CountAsync(SignalsService service) =>
        service.ScalarAsync<long>("SELECT count(*) FROM signals");
}
