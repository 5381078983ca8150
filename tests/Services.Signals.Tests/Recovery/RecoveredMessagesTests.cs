using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Intake;
using BtcWatcher.Services.Signals.Recovery;
using BtcWatcher.Services.Signals.Tests.Harness;

namespace BtcWatcher.Services.Signals.Tests.Recovery;

public sealed class RecoveredMessagesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 30, 0, TimeSpan.Zero);
    private static readonly Arrival Arrival = new(7, Now, SignalSource.Recovered, true);

    [Fact]
    public void Candles_OfTheRecordedAnswer_AreReadAsSignals()
    {
        var answer = Recorded.Read("api/pair_candles.json");
        var messages = RecoveredMessages.Candles(answer, DateTimeOffset.MinValue).ToList();

        Assert.NotEmpty(messages);
        foreach (var message in messages)
        {
            var read = StrategyMessages.ReadCandle(new WebhookFields(message), Arrival);
            Assert.Empty(read.Faults);
            Assert.Equal((SignalAction.Buy, "BTC/USDT", "1m"), (read.Row!.Action, read.Row.Pair, read.Row.Timeframe));
            Assert.Equal("mean", Assert.Single(JsonNode.Parse(read.Row.Indicators)!.AsObject()).Key);
        }
    }

    [Fact]
    public void Candles_SinceACandle_LeaveOutEarlierOnes()
    {
        var answer = Recorded.Read("api/pair_candles.json");
        var all = RecoveredMessages.Candles(answer, DateTimeOffset.MinValue).Count();

        var second = new DateTimeOffset(2026, 11, 22, 6, 48, 0, TimeSpan.Zero);
        var later = RecoveredMessages.Candles(answer, second).Count();

        Assert.Equal(all - 1, later);
    }

    [Fact]
    public void Trades_OfTheRecordedAnswers_AreReadAsFills()
    {
        var status = Recorded.Read("api/status.json").AsArray();
        var trades = Recorded.Read("api/trades.json")["trades"]!.AsArray();
        var open = RecoveredMessages.Trades(status, DateTimeOffset.MinValue);
        var closed = RecoveredMessages.Trades(trades, DateTimeOffset.MinValue).ToList();

        Assert.All(open.Concat(closed), message =>
        {
            var read = TradeEvents.Read(new WebhookFields(message), Arrival, message["event"]!.GetValue<string>());
            Assert.Empty(read.Faults);
            Assert.False(read.Row!.Untimed);
        });
        Assert.Equal("entry_fill", closed[0]["event"]!.GetValue<string>());
        Assert.Equal("exit_fill", closed[1]["event"]!.GetValue<string>());
        Assert.Equal(59652.44m, closed[1]["rate"]!.GetValue<decimal>());
    }
}
