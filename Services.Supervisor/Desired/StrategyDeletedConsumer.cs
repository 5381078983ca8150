using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;
using MassTransit;

namespace BtcWatcher.Services.Supervisor.Desired;

/// <summary>A deleted strategy's instance ends, and nothing starts it again. Its folder stays.</summary>
internal sealed class StrategyDeletedConsumer(DesiredStore store, Fleet fleet, FleetState state)
    : IConsumer<StrategyChanged>
{
    public async Task Consume(ConsumeContext<StrategyChanged> context)
    {
        if (context.Message.Change != StrategyChange.Deleted) return;
        await state.Loaded.WaitAsync(context.CancellationToken);
        if (await store.SetDeletedAsync(context.Message.StrategyId, context.CancellationToken) is { } desired)
        {
            fleet.Follow(desired);
        }
    }
}
