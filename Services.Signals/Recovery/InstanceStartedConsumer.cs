using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Signals.Recovery;

/// <summary>An instance that was away may have closed trades and candles that nobody heard of.</summary>
internal sealed class InstanceStartedConsumer(GapRepair repair) : IConsumer<InstanceStarted>
{
    // The instance analyses its last candle again before it is ready: what came in since then tells nothing of the gap.
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(10);

    public Task Consume(ConsumeContext<InstanceStarted> context) => repair.RequestSinceLastSeenAsync(
        context.Message.StrategyId, context.Message.At - LongestStart, context.CancellationToken);
}
