using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Templates;
using MassTransit;

namespace BtcWatcher.Services.Notifications.Deciding;

/// <summary>Starts, stops and crashes only inform; what a person must act on comes as an alert.</summary>
internal sealed class InstanceConsumers(Decider decider, StrategyNames names)
    : IConsumer<InstanceStarted>, IConsumer<InstanceStopped>, IConsumer<InstanceCrashed>
{
    public Task Consume(ConsumeContext<InstanceStarted> context)
    {
        var message = context.Message;
        // The same process found again is no news for people.
        return message.Adopted
            ? Task.CompletedTask
            : TellAsync(
                new Event(message.StrategyId, message.Generation, "started", message.At, message.Simulated),
                "started", "已启动", $"v{message.Version}, :{message.Port}, pid {message.Pid}", context.CancellationToken);
    }

    public Task Consume(ConsumeContext<InstanceStopped> context)
    {
        var message = context.Message;
        return TellAsync(
            new Event(message.StrategyId, message.Generation, "stopped", message.At, message.Simulated),
            "stopped", "已停止", message.ExitCode is { } code ? $"exit code {code}" : null, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<InstanceCrashed> context)
    {
        var message = context.Message;
        return TellAsync(
            new Event(message.StrategyId, message.Generation, "crashed", message.At, message.Simulated),
            "crashed, will be started again", "异常退出，将自动重启", message.Reason, context.CancellationToken);
    }

    private async Task TellAsync(Event what, string english, string chinese, string? detail, CancellationToken ct)
    {
        var strategy = await names.OfAsync(what.StrategyId, ct);
        var occasion = new Occasion
        {
            Key = $"instance:{what.StrategyId}:{what.Generation}:{what.Name}",
            Kind = NotificationKind.Status,
            Priority = SignalPriority.P2,
            HappenedAt = what.At,
            KnownAt = what.At,
            StrategyId = what.StrategyId,
            Simulated = what.Simulated,
            Text = (language, _, _) =>
                SystemTexts.Instance(english, chinese, strategy, detail, what.Simulated, what.At, language),
        };
        await decider.DecideAsync([occasion], ct);
    }

    private sealed record Event(int StrategyId, long Generation, string Name, DateTimeOffset At, bool Simulated);
}
