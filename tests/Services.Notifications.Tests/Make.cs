using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Deciding;
using BtcWatcher.Services.Notifications.Templates;

namespace BtcWatcher.Services.Notifications.Tests;

/// <summary>Test data with every member set to something plain.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static Signal Signal(
        SignalPriority priority = SignalPriority.P0, string pair = "BTC/USDT", decimal strength = 82.5m,
        DateTimeOffset? at = null, bool simulated = false, long position = 1, int strategyId = 17) => new()
        {
            Id = Guid.NewGuid(),
            Position = position,
            StrategyId = strategyId,
            Strategy = "MA cross",
            StrategyVersion = "v1.0",
            Kind = SignalKind.Signal,
            Event = "strategy_msg",
            Action = SignalAction.Buy,
            Side = SignalSide.Long,
            Pair = pair,
            Exchange = "binance",
            Timeframe = "5m",
            CandleTime = at ?? Noon,
            EventTime = at ?? DateTimeOffset.UtcNow,
            ReceivedAt = at ?? DateTimeOffset.UtcNow,
            Price = 61234.5m,
            Strength = strength,
            Level = SignalLevel.Strong,
            Priority = priority,
            Thresholds = StrengthScale.Default,
            Indicators = new() { ["rsi"] = 28.4 },
            Simulated = simulated,
        };

    public static Channel Channel(
        ChannelKind kind = ChannelKind.Webhook, bool limited = true, Action<Channel>? change = null)
    {
        var channel = new Channel
        {
            Id = Guid.NewGuid(),
            Name = "channel",
            Kind = kind,
            Limited = limited,
            ConfigSealed = "",
            CreatedAt = Noon.AddDays(-1),
        };
        change?.Invoke(channel);
        return channel;
    }

    public static Occasion Occasion(
        SignalPriority priority = SignalPriority.P0, string? topic = null, decimal? share = null,
        DateTimeOffset? at = null) => new()
        {
            Key = Guid.NewGuid().ToString(),
            Kind = NotificationKind.Signal,
            Priority = priority,
            HappenedAt = at ?? Noon,
            KnownAt = at ?? Noon,
            Topic = topic,
            StrengthShare = share,
            Text = (_, _, _) => new Message("title", "body"),
        };

    public static SignalsRecorded Batch(params Signal[] signals) =>
        new() { Position = signals[^1].Position, Signals = signals };
}
