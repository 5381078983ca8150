using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Deciding;
using BtcWatcher.Services.Notifications.Templates;

namespace BtcWatcher.Services.Notifications.Tests.Templates;

public sealed class TextTests
{
    [Fact]
    public void Signal_ShortEnglish_HasEverythingInALine()
    {
        var text = SignalTexts.Write(Make.Signal(at: Make.Noon), ChannelLanguage.English, TemplateKind.Short);

        Assert.Equal("BUY BTC/USDT · strong 82.5 · MA cross", text.Title);
        Assert.Equal(
            "MA cross, BTC/USDT BUY, @ 61234.5, strength 82.5 (strong), candle 2026-03-04 12:00:00 UTC", text.Body);
    }

    [Fact]
    public void Signal_ShortChinese_HasEverythingInALine()
    {
        var text = SignalTexts.Write(Make.Signal(at: Make.Noon), ChannelLanguage.Chinese, TemplateKind.Short);

        Assert.Equal("买入 BTC/USDT · 强 82.5 · MA cross", text.Title);
        Assert.Equal("MA cross, BTC/USDT 买入, @ 61234.5, 强度 82.5 (强), K线 2026-03-04 12:00:00 UTC", text.Body);
    }

    [Fact]
    public void Signal_DetailedEnglish_HasOneFactALine()
    {
        var text = SignalTexts.Write(Make.Signal(at: Make.Noon), ChannelLanguage.English, TemplateKind.Detailed);

        Assert.Equal(
            [
                "Strategy: MA cross v1.0", "Pair: BTC/USDT", "Action: BUY", "Price: 61234.5",
                "Strength: 82.5 (strong; 40/60/80)", "Priority: P0", "Exchange: binance",
                "Candle: 2026-03-04 12:00:00 UTC (5m)",
                "Event time: 2026-03-04 12:00:00 UTC", "Indicators: rsi=28.4",
            ],
            text.Body.Split('\n'));
    }

    [Fact]
    public void Signal_DetailedWithOtherParts_HasThem()
    {
        var settings = new NotificationSettings { Templates = new() { IncludeIndicators = false } };
        var parts = RulesInForce.From(settings, new()).Texts;
        var future = Make.Signal(at: Make.Noon) with { Pair = "BTC/USDT:USDT" };

        var lines = SignalTexts.Write(future, ChannelLanguage.English, TemplateKind.Detailed, parts).Body.Split('\n');

        Assert.Contains("Priority: P0 (immediate)", lines);
        Assert.Equal("Chart: https://www.tradingview.com/chart/?symbol=BINANCE%3ABTCUSDT.P&interval=5", lines[^1]);
        Assert.DoesNotContain(lines, line => line.StartsWith("Indicators", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(nameof(ChannelLanguage.English), nameof(TemplateKind.Short), "[SIMULATED] ")]
    [InlineData(nameof(ChannelLanguage.English), nameof(TemplateKind.Detailed), "[SIMULATED] ")]
    [InlineData(nameof(ChannelLanguage.Chinese), nameof(TemplateKind.Short), "[模拟] ")]
    [InlineData(nameof(ChannelLanguage.Chinese), nameof(TemplateKind.Detailed), "[模拟] ")]
    public void Signal_Simulated_SaysSoInTitleAndBody(string language, string template, string mark)
    {
        var text = SignalTexts.Write(
            Make.Signal(simulated: true), Enum.Parse<ChannelLanguage>(language), Enum.Parse<TemplateKind>(template));

        Assert.StartsWith(mark, text.Title, StringComparison.Ordinal);
        Assert.StartsWith(mark, text.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Trade_Short_HasItsEventAndProfit()
    {
        var trade = Make.Signal(at: Make.Noon) with
        {
            Kind = SignalKind.Trade,
            Event = "exit_fill",
            Action = SignalAction.Sell,
            Strength = null,
            ProfitRatio = -0.0123m,
        };

        var text = SignalTexts.Write(trade, ChannelLanguage.English, TemplateKind.Short);

        Assert.Equal("Trade exit_fill: SELL BTC/USDT · MA cross", text.Title);
        Assert.Equal("MA cross, BTC/USDT SELL, @ 61234.5, profit -1.23 %, candle 2026-03-04 12:00:00 UTC", text.Body);
    }

    [Fact]
    public void Digest_MoreThanItsLines_SaysHowManyMore()
    {
        var titles = Enumerable.Range(1, 53).Select(number => $"title {number}").ToList();

        var text = SystemTexts.Digest(titles, simulated: true, ChannelLanguage.English);

        Assert.Equal("[SIMULATED] Digest: 53 notifications", text.Title);
        Assert.Equal(51, text.Body.Split('\n').Length);
        Assert.EndsWith("... and 3 more, see the history", text.Body, StringComparison.Ordinal);
    }
}
