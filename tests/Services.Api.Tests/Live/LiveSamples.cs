using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Live;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests.Live;

internal static class LiveSamples
{
    public static Signal Signal(long position, int strategy = 1, SignalLevel level = SignalLevel.Strong) => new()
    {
        Id = Guid.CreateVersion7(),
        Position = position,
        StrategyId = strategy,
        Strategy = "A",
        Kind = SignalKind.Signal,
        Event = "strategy_msg",
        Pair = "BTC/USDT",
        EventTime = DateTimeOffset.UnixEpoch,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Level = level,
        Priority = SignalPriority.P0,
        Indicators = new JsonObject { ["rsi"] = 1.5 },
    };

    /// <summary>As another service says it: through an outbox and the broker.</summary>
    public static async Task SayAsync(this ApiHost api, object message)
    {
        await using var scope = api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ApiDbContext>();
        scope.ServiceProvider.GetRequiredService<Outbox>().Add(db, message);
        await db.SaveChangesAsync();
    }

    /// <summary>As the consumers of this process do when they hear of something.</summary>
    public static ValueTask ShowAsync(this ApiHost api, LiveTopic topic, int number) =>
        api.Services.GetRequiredService<LiveFeed>().PublishAsync(
            topic, $"number {number}", new { number }, default, CancellationToken.None);
}
