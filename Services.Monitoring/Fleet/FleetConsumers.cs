using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Monitoring.Fleet;

internal sealed class FleetConsumers(FleetBoard board)
    : IConsumer<InstancesProbed>, IConsumer<InstanceStarted>, IConsumer<InstanceStopped>, IConsumer<InstanceCrashed>,
      IConsumer<InstanceGaveUp>
{
    public Task Consume(ConsumeContext<InstancesProbed> context)
    {
        board.Replace(context.Message.At, context.Message.Instances);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<InstanceStarted> context)
    {
        var message = context.Message;
        // It was ready a moment ago: that is as good as a probe.
        board.Change(message.StrategyId, message.Generation, message.At, view => view with
        {
            State = InstanceState.Running,
            Desired = DesiredState.Running,
            Responding = true,
            ProbedAt = message.At,
            Port = message.Port,
            Pid = message.Pid,
            Version = message.Version,
            StartedAt = message.At,
            Reason = null,
        });
        return Task.CompletedTask;
    }

    // It ended because it was asked to: until the next round says otherwise it is not meant to run.
    public Task Consume(ConsumeContext<InstanceStopped> context) => Ended(
        context.Message.StrategyId, context.Message.Generation, context.Message.At, InstanceState.Stopped, null,
        DesiredState.Stopped);

    public Task Consume(ConsumeContext<InstanceCrashed> context) => Ended(
        context.Message.StrategyId, context.Message.Generation, context.Message.At, InstanceState.BackingOff,
        context.Message.Reason);

    public Task Consume(ConsumeContext<InstanceGaveUp> context) => Ended(
        context.Message.StrategyId, context.Message.Generation, context.Message.At, InstanceState.GaveUp,
        context.Message.Reason);

    private Task Ended(int strategyId, long generation, DateTimeOffset at, InstanceState state, string? reason,
        DesiredState desired = DesiredState.Running)
    {
        board.Change(strategyId, generation, at, view => view with
        {
            State = state,
            Desired = desired,
            Responding = false,
            Reason = reason,
            Pid = null,
            LatencyMs = null,
            CpuPercent = null,
            MemoryBytes = null,
        });
        return Task.CompletedTask;
    }
}
