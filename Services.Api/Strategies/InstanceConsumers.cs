using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Live;
using MassTransit;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Keeps this process's table of states as the supervisor tells it, and shows what has changed.</summary>
internal sealed class InstanceConsumers(StrategyStates states, LiveFeed feed) :
    IConsumer<InstanceStarted>, IConsumer<InstanceStopped>, IConsumer<InstanceCrashed>, IConsumer<InstanceGaveUp>,
    IConsumer<InstancesProbed>
{
    public Task Consume(ConsumeContext<InstanceStarted> context)
    {
        var it = context.Message;
        return ShowAsync(context, states.Apply(it.StrategyId, it.Generation, it.At, view => view with
        {
            State = InstanceState.Running,
            Desired = DesiredState.Running,
            Version = it.Version,
            Port = it.Port,
            Pid = it.Pid,
            StartedAt = it.Adopted ? view.StartedAt ?? it.At : it.At,
            Reason = null,
            ExitCode = null,
            NextAttemptAt = null,
            Responding = true,
            Simulated = it.Simulated,
        }));
    }

    public Task Consume(ConsumeContext<InstanceStopped> context)
    {
        var it = context.Message;
        return ShowAsync(context, states.Apply(it.StrategyId, it.Generation, it.At, view => Ended(view) with
        {
            State = InstanceState.Stopped,
            Reason = null,
            ExitCode = it.ExitCode,
            NextAttemptAt = null,
            Simulated = it.Simulated,
        }));
    }

    public Task Consume(ConsumeContext<InstanceCrashed> context)
    {
        var it = context.Message;
        return ShowAsync(context, states.Apply(it.StrategyId, it.Generation, it.At, view => Ended(view) with
        {
            State = InstanceState.BackingOff,
            Reason = it.Reason,
            ExitCode = it.ExitCode,
            NextAttemptAt = it.NextAttemptAt,
            Simulated = it.Simulated,
        }));
    }

    public Task Consume(ConsumeContext<InstanceGaveUp> context)
    {
        var it = context.Message;
        return ShowAsync(context, states.Apply(it.StrategyId, it.Generation, it.At, view => Ended(view) with
        {
            State = InstanceState.GaveUp,
            Reason = it.Reason,
            NextAttemptAt = null,
            Simulated = it.Simulated,
        }));
    }

    public Task Consume(ConsumeContext<InstancesProbed> context) =>
        ShowAsync(context, [.. states.Update(context.Message.Instances)]);

    private static InstanceView Ended(InstanceView view) => view with
    {
        Port = null,
        Pid = null,
        StartedAt = null,
        Responding = false,
        DataFresh = null,
        DataReason = null,
        LatencyMs = null,
        CpuPercent = null,
        MemoryBytes = null,
    };

    private Task ShowAsync(ConsumeContext context, params InstanceView?[] changed) => feed.InstancesAsync(
        [.. changed.OfType<InstanceView>()], context.MessageId, context.CancellationToken).AsTask();
}
