using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;
using MassTransit;

namespace BtcWatcher.Services.Supervisor.Desired;

/// <summary>
/// A deleted strategy's instance ends, nothing starts it again, and what it has left is removed
/// (<see cref="InstanceRemoval"/>).
/// </summary>
internal sealed class StrategyDeletedConsumer(DesiredStore store, Fleet fleet, FleetState state)
    : IConsumer<StrategyChanged>
{
    public async Task Consume(ConsumeContext<StrategyChanged> context)
    {
        if (context.Message.Change != StrategyChange.Deleted) return;
        await state.Loaded.WaitAsync(context.CancellationToken);
        fleet.Follow(await store.SetDeletedAsync(
            context.Message.StrategyId, context.Message.Revision, context.CancellationToken));
    }
}
