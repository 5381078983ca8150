using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Notifications.Alerts;

internal sealed class AlertConsumers(AlertBook book) : IConsumer<AlertRaised>, IConsumer<AlertResolved>
{
    public Task Consume(ConsumeContext<AlertRaised> context) =>
        book.RaiseAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<AlertResolved> context) =>
        book.ResolveAsync(context.Message, context.CancellationToken);
}
