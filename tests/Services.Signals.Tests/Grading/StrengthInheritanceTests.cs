using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Grading;
using BtcWatcher.Services.Signals.Intake;
using BtcWatcher.Services.Signals.Model;
using BtcWatcher.Services.Signals.Tests.Harness;

namespace BtcWatcher.Services.Signals.Tests.Grading;

public sealed class StrengthInheritanceTests
{
    private static readonly DateTimeOffset Opened = new(2026, 11, 22, 12, 0, 7, TimeSpan.Zero);

    [Fact]
    public void Apply_EntryWithSignals_TakesTheNewestOfItsTagBeforeIt()
    {
        var trade = Trade("entry", "rsi_dip");

        StrengthInheritance.Apply(trade,
        [
            Candle(40, -20), Candle(55, -10), Candle(70, -10, tag: "other"), Candle(80, -10, pair: "BTC/USDT"),
            Candle(90, 5), Candle(95, -1, enters: false),
        ]);

        Assert.Equal(55, trade.Strength);
    }

    [Fact]
    public void Apply_ExitWithExitSignal_TakesThatOne()
    {
        var trade = Trade("exit_fill", "rsi_dip", closed: Opened.AddHours(5));

        StrengthInheritance.Apply(trade, [Candle(55, -1), Candle(30, 299, enters: false)]);

        Assert.Equal(30, trade.Strength);
    }

    [Fact]
    public void Apply_ExitByReturn_TakesTheSignalThatOpenedTheTrade()
    {
        var trade = Trade("exit_fill", "rsi_dip", closed: Opened.AddHours(5));

        StrengthInheritance.Apply(trade, [Candle(55, -1), Candle(30, 100, enters: false)]);

        Assert.Equal(55, trade.Strength);
    }

    [Fact]
    public void Apply_WithoutSignal_TakesTheNumberOfTheTag()
    {
        var trade = Trade("entry", "rsi_dip|87.25");

        Assert.Equal("tag", StrengthInheritance.Apply(trade, []));
        Assert.Equal(87.25m, trade.Strength);
    }

    [Fact]
    public void Apply_OldSignalOfAnUntaggedTrade_IsNotItsOwn()
    {
        var trade = Trade("entry", null);

        Assert.Null(StrengthInheritance.Apply(trade, [Candle(55, -60, tag: null)]));
        Assert.Null(trade.Strength);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("plain", null)]
    [InlineData("a|b", null)]
    [InlineData("a|0", 0.0)]
    [InlineData("a|b|-2.5", -2.5)]
    public void OfTag_Text_IsTheNumberAfterTheLastBar(string? tag, double? strength) =>
        Assert.Equal((decimal?)strength, StrengthInheritance.OfTag(tag));

    private static SignalRow Trade(string type, string? tag, DateTimeOffset? closed = null) => WebhookReader.Read(
        Messages.Trade(type, opened: Opened, closed: closed, tag: tag),
        new Arrival(7, Opened.AddHours(6), SignalSource.Webhook, false)).Row!;

    private static CandleStrength Candle(
        decimal strength, int minutes, string? tag = "rsi_dip", string pair = "ETH/USDT", bool enters = true) =>
        new(Guid.NewGuid(), 7, pair, Opened.AddMinutes(minutes), tag, enters, !enters, strength);
}
