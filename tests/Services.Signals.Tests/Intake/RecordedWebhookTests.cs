using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Intake;
using BtcWatcher.Services.Signals.Model;
using BtcWatcher.Services.Signals.Tests.Harness;

namespace BtcWatcher.Services.Signals.Tests.Intake;

/// <summary>Every message that a running FreqTrade 2025.8 was seen to send.</summary>
public sealed class RecordedWebhookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Read_EveryRecordedMessage_IsUnderstoodWithReasonableTime()
    {
        var count = 0;
        foreach (var (type, messages) in Recorded.Read("webhooks.json").AsObject())
        {
            foreach (var message in messages!.AsArray())
            {
                var read = WebhookReader.Read(message!.AsObject(), new Arrival(7, Now, SignalSource.Webhook, true));
                Assert.Empty(read.Faults);
                Assert.Equal(type, read.Row!.Event);
                Assert.Null(WebhookReader.TimeFault(read.Row, new SignalsOptions()));
                Assert.NotEqual(Guid.Empty, read.Row.Key);
                count++;
            }
        }

        Assert.True(count >= 20, $"only {count} messages");
    }

    [Fact]
    public void Read_RecordedEntry_HasItsFields()
    {
        var row = First("entry");

        Assert.Equal(SignalKind.Trade, row.Kind);
        Assert.Equal(SignalAction.Buy, row.Action);
        Assert.Equal(SignalSide.Long, row.Side);
        Assert.Equal("BTC/USDT", row.Pair);
        Assert.Equal("binance", row.Exchange);
        Assert.Equal(59936.43m, row.Price);
        Assert.Equal(1, row.TradeId);
        Assert.Equal("flip", row.Tag);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 6, 29, 25, TimeSpan.Zero), row.EventTime);
        Assert.Equal(25, row.OpenDate!.Value.Second);
        Assert.Equal("0.00083", JsonNode.Parse(row.Metadata)!["amount"]!.GetValue<string>());
        Assert.Equal("59936.43", JsonNode.Parse(row.Metadata)!["open_rate"]!.GetValue<string>());
    }

    [Fact]
    public void Read_RecordedExitFill_HasProfitAndCloseDate()
    {
        var row = First("exit_fill");

        Assert.Equal(SignalAction.Sell, row.Action);
        Assert.Equal(-0.33820088m, row.ProfitAbs);
        Assert.Equal(-0.0067581m, row.ProfitRatio);
        Assert.Equal(2977.58m, row.Price);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 6, 30, 1, TimeSpan.Zero), row.EventTime);
        Assert.True(JsonNode.Parse(row.Metadata)!["final"]!.GetValue<bool>());
    }

    [Fact]
    public void Read_RecordedCancel_IsNoBuyAndKeepsItsReason()
    {
        var row = First("entry_cancel");

        Assert.Equal(SignalAction.Hold, row.Action);
        Assert.True(row.Untimed);
        Assert.Equal("forcesold, fully cancelled", JsonNode.Parse(row.Metadata)!["reason"]!.GetValue<string>());
    }

    [Fact]
    public void Read_RecordedProtection_HasItsOwnTime()
    {
        var row = First("protection_trigger");

        Assert.Equal(SignalKind.Status, row.Kind);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1795330096032), row.EventTime);
    }

    [Fact]
    public void Read_RecordedFreeText_IsKeptAsStatus()
    {
        var row = First("strategy_msg");

        Assert.Equal(SignalKind.Status, row.Kind);
        Assert.Equal("leaving ETH/USDT: flip_out", JsonNode.Parse(row.Metadata)!["text"]!.GetValue<string>());
    }

    private static SignalRow First(string type) => WebhookReader.Read(
        Recorded.Read("webhooks.json")[type]![0]!.AsObject(), new Arrival(7, Now, SignalSource.Webhook, true)).Row!;
}
