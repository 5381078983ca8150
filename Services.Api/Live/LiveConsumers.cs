using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Api.Live;

/// <summary>What every process of the api shows to its own browsers; nothing here is stored.</summary>
internal sealed class LiveConsumers(LiveHub hub, LiveFeed feed) :
    IConsumer<SignalsRecorded>, IConsumer<AlertRaised>, IConsumer<AlertResolved>, IConsumer<NotificationDelivered>,
    IConsumer<NotificationFailed>, IConsumer<SystemSampled>, IConsumer<StrategiesSampled>, IConsumer<CapacitySampled>
{
    public Task Consume(ConsumeContext<SignalsRecorded> context)
    {
        feed.Signals(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<StrategiesSampled> context)
    {
        feed.Samples(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<AlertRaised> context)
    {
        var alert = context.Message;
        return Publish(LiveTopic.Alerts, new
        {
            State = "raised",
            alert.Key,
            alert.Severity,
            alert.TitleEn,
            alert.TitleZh,
            alert.Detail,
            alert.At,
            alert.StrategyId,
            alert.Simulated,
        });
    }

    public Task Consume(ConsumeContext<AlertResolved> context) =>
        Publish(LiveTopic.Alerts, new { State = "resolved", context.Message.Key, context.Message.At });

    public Task Consume(ConsumeContext<NotificationDelivered> context)
    {
        var it = context.Message;
        return Publish(LiveTopic.Notifications, new
        {
            Id = it.NotificationId,
            State = "delivered",
            it.Channel,
            it.At,
            it.SignalId,
            it.AlertKey,
        });
    }

    public Task Consume(ConsumeContext<NotificationFailed> context)
    {
        var it = context.Message;
        return Publish(LiveTopic.Notifications, new
        {
            Id = it.NotificationId,
            State = "failed",
            it.Channel,
            it.At,
            it.SignalId,
            it.AlertKey,
            LastError = it.Error,
        });
    }

    public Task Consume(ConsumeContext<SystemSampled> context) => Publish(LiveTopic.System, context.Message);

    public Task Consume(ConsumeContext<CapacitySampled> context) => Publish(LiveTopic.Capacity, context.Message);

    private Task Publish(LiveTopic topic, object data)
    {
        hub.Publish(topic, data);
        return Task.CompletedTask;
    }
}
