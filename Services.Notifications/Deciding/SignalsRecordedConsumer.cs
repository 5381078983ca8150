using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Notifications.Deciding;

internal sealed class SignalsRecordedConsumer(Decider decider) : IConsumer<SignalsRecorded>
{
    public Task Consume(ConsumeContext<SignalsRecorded> context) =>
        decider.DecideAsync([.. context.Message.Signals.Select(SignalOccasion.Of)], context.CancellationToken);
}
