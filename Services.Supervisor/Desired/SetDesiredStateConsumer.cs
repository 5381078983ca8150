using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;
using MassTransit;

namespace BtcWatcher.Services.Supervisor.Desired;

/// <summary>Keeps what was asked, if it is the newest, and lets the instance follow.</summary>
internal sealed class SetDesiredStateConsumer(DesiredStore store, Fleet fleet, FleetState state)
    : IConsumer<SetDesiredState>
{
    public async Task Consume(ConsumeContext<SetDesiredState> context)
    {
        await state.Loaded.WaitAsync(context.CancellationToken);
        fleet.Follow(await store.KeepNewestAsync(context.Message, context.CancellationToken));
    }
}
