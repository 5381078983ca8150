using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Api.Live;

/// <summary>What every process of the api hears and shows to its own browsers.</summary>
internal sealed class LiveConsumers(SignalFollower signals, LiveFeed feed) :
    IConsumer<SignalsRecorded>, IConsumer<AlertRaised>, IConsumer<AlertResolved>, IConsumer<NotificationDelivered>,
    IConsumer<NotificationFailed>, IConsumer<SystemSampled>, IConsumer<StrategiesSampled>, IConsumer<CapacitySampled>
{
    public Task Consume(ConsumeContext<SignalsRecorded> context) =>
        signals.HearAsync(context.Message, context.CancellationToken).AsTask();

    public Task Consume(ConsumeContext<StrategiesSampled> context) =>
        feed.SamplesAsync(context.Message, context.MessageId, context.CancellationToken).AsTask();

    public Task Consume(ConsumeContext<AlertRaised> context)
    {
        var alert = context.Message;
        return PublishAsync(context, LiveTopic.Alerts, new
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
        }, new(alert.StrategyId, Level: LiveTopics.Level(alert.Severity)));
    }

    public Task Consume(ConsumeContext<AlertResolved> context) =>
        PublishAsync(
            context, LiveTopic.Alerts, new { State = "resolved", context.Message.Key, context.Message.At }, default);

    public Task Consume(ConsumeContext<NotificationDelivered> context)
    {
        var it = context.Message;
        return PublishAsync(context, LiveTopic.Notifications, new
        {
            Id = it.NotificationId,
            State = "delivered",
            it.Channel,
            it.At,
            it.SignalId,
            it.AlertKey,
        }, new(Level: "delivered"));
    }

    public Task Consume(ConsumeContext<NotificationFailed> context)
    {
        var it = context.Message;
        return PublishAsync(context, LiveTopic.Notifications, new
        {
            Id = it.NotificationId,
            State = "failed",
            it.Channel,
            it.At,
            it.SignalId,
            it.AlertKey,
            LastError = it.Error,
        }, new(Level: "failed"));
    }

    public Task Consume(ConsumeContext<SystemSampled> context) =>
        PublishAsync(context, LiveTopic.System, context.Message, default);

    public Task Consume(ConsumeContext<CapacitySampled> context) =>
        PublishAsync(context, LiveTopic.Capacity, context.Message, default);

    // A message has one id in every queue and at every attempt: the outbox gives it.
    private Task PublishAsync(ConsumeContext context, LiveTopic topic, object data, LiveTags tags) =>
        feed.PublishAsync(topic, $"{context.MessageId}", data, tags, context.CancellationToken).AsTask();
}
