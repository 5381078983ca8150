using System.Globalization;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Intake;
using BtcWatcher.Services.Signals.Model;
using BtcWatcher.Services.Signals.Tests.Harness;

namespace BtcWatcher.Services.Signals.Tests.Intake;

public sealed class WebhookReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_CandleSignal_HasCandleStrengthAndCloseAsEventTime()
    {
        var candle = new DateTimeOffset(2026, 11, 22, 11, 50, 0, TimeSpan.Zero);

        var row = Row(Messages.CandleSignal(candle: candle));

        Assert.Equal(SignalKind.Signal, row.Kind);
        Assert.Equal(SignalAction.Buy, row.Action);
        Assert.Equal(SignalSide.Long, row.Side);
        Assert.Equal(candle, row.CandleTime);
        Assert.Equal(candle.AddMinutes(5), row.EventTime);
        Assert.Equal(87.25m, row.Strength);
        Assert.Equal(4320.1m, row.Price);
        Assert.Equal("rsi_dip", row.Tag);
        Assert.Equal(28.4m, JsonNode.Parse(row.Indicators)!["rsi"]!.GetValue<decimal>());
        Assert.Equal("enter_long", JsonNode.Parse(row.Metadata)!["sides"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData(SignalAction.Buy, SignalSide.Long, "enter_long")]
    [InlineData(SignalAction.Sell, SignalSide.Short, "enter_short")]
    [InlineData(SignalAction.Sell, SignalSide.Long, "exit_long")]
    [InlineData(SignalAction.Buy, SignalSide.Short, "exit_short")]
    [InlineData(SignalAction.Sell, SignalSide.Long, "enter_long", "exit_long")]
    [InlineData(SignalAction.Hold, null, "enter_long", "enter_short")]
    public void Direction_OfSides_IsWhatFreqTradeDoes(SignalAction action, SignalSide? side, params string[] sides) =>
        Assert.Equal((action, side), StrategyMessages.Direction(sides));

    [Fact]
    public void Read_NumbersAsTextAndNone_AreNumbersAndNothing()
    {
        var row = Row(new JsonObject
        {
            ["type"] = "exit", ["trade_id"] = "3", ["pair"] = "ETH/USDT", ["direction"] = "Short",
            ["order_rate"] = "1e-07", ["profit_amount"] = "-1.5E+2", ["profit_ratio"] = "None", ["enter_tag"] = "None",
            ["close_date"] = "2026-11-22 11:59:00.080584+00:00", ["open_date"] = "2026-11-22 11:00:00",
            ["is_final_exit"] = "False",
        });

        Assert.Equal(0.0000001m, row.Price);
        Assert.Equal(-150m, row.ProfitAbs);
        Assert.Null(row.ProfitRatio);
        Assert.Null(row.Tag);
        Assert.Equal(SignalAction.Buy, row.Action);
        Assert.Equal(SignalSide.Short, row.Side);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 11, 0, 0, TimeSpan.Zero), row.OpenDate);
    }

    [Fact]
    public void Read_TheSameEventWrittenDifferently_HasTheSameKeyAndTime()
    {
        var byTemplate = Row(Messages.Trade("entry_fill", opened: Now.AddMinutes(-1), rate: "4320.10"));
        var byRest = Messages.Trade("entry_fill", rate: "4320.1");
        byRest["open_date"] = Now.AddMinutes(-1).AddMilliseconds(803).ToUnixTimeMilliseconds();

        Assert.Equal(byTemplate.Key, Row(byRest).Key);
        Assert.Equal(byTemplate.EventTime, Row(byRest).EventTime);
    }

    [Fact]
    public void Read_SameTradeIdAfterANewDatabase_IsAnotherEvent()
    {
        var first = Row(Messages.Trade("entry", opened: Now.AddDays(-1)));
        var second = Row(Messages.Trade("entry", opened: Now));

        Assert.NotEqual(first.Key, second.Key);
    }

    [Fact]
    public void Read_UnknownType_IsKeptRaw()
    {
        var row = Row(new JsonObject { ["event"] = "brand_new", ["value"] = "x" });

        Assert.Equal(SignalKind.Status, row.Kind);
        Assert.Equal("brand_new", row.Event);
        Assert.Equal("x", JsonNode.Parse(row.Metadata)!["raw"]!["value"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"a":1}""", "event")]
    [InlineData("""{"event":{"a":1}}""", "event")]
    [InlineData("""{"event":"entry","pair":"A/B"}""", "trade_id")]
    [InlineData("""{"event":"entry","pair":"A/B","trade_id":"1.5"}""", "trade_id")]
    [InlineData("""{"event":"entry","pair":"A/B","trade_id":"1","side":"up"}""", "side")]
    [InlineData("""{"event":"entry","pair":"A/B","trade_id":"1","rate":"1e40"}""", "rate")]
    [InlineData("""{"event":"entry","pair":"A/B","trade_id":"1","open_date":"10:00"}""", "open_date")]
    [InlineData("""{"event":"entry","pair":["A/B"],"trade_id":"1"}""", "pair")]
    [InlineData("""{"event":"status"}""", "text")]
    [InlineData("""{"event":"strategy_msg"}""", "payload")]
    public void Read_FieldThatCannotBeRead_NamesTheField(string body, string field)
    {
        var arrival = new Arrival(7, Now, SignalSource.Webhook, false);
        var read = WebhookReader.Read(JsonNode.Parse(body)!.AsObject(), arrival);

        Assert.Null(read.Row);
        Assert.Contains(field, read.Faults.Keys);
    }

    [Theory]
    [InlineData("""{"pair":"A/B","timeframe":"5m","sides":["enter_long"]}""", "candle")]
    [InlineData("""{"pair":"A/B","timeframe":"5x","candle":"2026-11-22","sides":["enter_long"]}""", "timeframe")]
    [InlineData("""{"pair":"A/B","timeframe":"5m","candle":"2026-11-22","sides":["buy"]}""", "sides")]
    [InlineData("""{"pair":"A/B","timeframe":"5m","candle":"2026-11-22","sides":["exit_long"],"tag":{}}""", "tag")]
    [InlineData("""{"timeframe":"5m","candle":"2026-11-22","sides":["exit_long"],"indicators":[1]}""", "indicators")]
    public void Read_CandleThatCannotBeRead_NamesTheField(string payload, string field)
    {
        var candle = JsonNode.Parse(payload)!.AsObject();
        candle["kind"] = "signal";

        var read = WebhookReader.Read(Messages.Wrap(candle), new Arrival(7, Now, SignalSource.Webhook, false));

        Assert.Null(read.Row);
        Assert.Contains(field, read.Faults.Keys);
    }

    [Fact]
    public void Read_CandleOfTheSimulator_IsNeverAheadOfTheClock()
    {
        var body = Messages.CandleSignal(candle: Now.AddSeconds(-5));

        var read = WebhookReader.Read(body, new Arrival(7, Now, SignalSource.Webhook, Simulated: true));

        Assert.Equal(Now.AddSeconds(-5), read.Row!.EventTime);
    }

    [Theory]
    [InlineData("9999-12-31T23:59:00+00:00")]
    [InlineData("0001-01-01T00:00:00+00:00")]
    [InlineData("2026-11-22T14:00:00+00:00")]
    public void TimeFault_TimeBeyondReason_IsSaid(string candle)
    {
        var row = Row(Messages.CandleSignal(candle: DateTimeOffset.Parse(candle, CultureInfo.InvariantCulture)));

        Assert.NotNull(WebhookReader.TimeFault(row, new SignalsOptions()));
    }

    private static SignalRow Row(JsonObject body)
    {
        var read = WebhookReader.Read(body, new Arrival(7, Now, SignalSource.Webhook, false));
        Assert.Empty(read.Faults);
        return read.Row!;
    }
}
