using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Signals.Grading;

/// <summary>
/// New thresholds hold for signals from now on; those that waited for their strategy are graded at once.
/// </summary>
internal sealed class StrategyChangedConsumer(StrategyDirectory strategies, WaitingSignals waiting)
    : IConsumer<StrategyChanged>
{
    public async Task Consume(ConsumeContext<StrategyChanged> context)
    {
        var change = context.Message;
        await strategies.SetAsync(
            change.Profile, change.Revision, change.Change == StrategyChange.Deleted, context.CancellationToken);
        await waiting.GradeAsync(context.CancellationToken);
    }
}
