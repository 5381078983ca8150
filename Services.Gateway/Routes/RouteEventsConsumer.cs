using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>Whatever changes where an instance is, or whether it is there, makes the gateway fetch its route.</summary>
internal sealed class RouteEventsConsumer(RouteRequests requests) :
    IConsumer<RoutesChanged>, IConsumer<InstanceStarted>, IConsumer<InstanceStopped>, IConsumer<InstanceCrashed>,
    IConsumer<InstanceGaveUp>
{
    public Task Consume(ConsumeContext<RoutesChanged> context)
    {
        if (context.Message.StrategyIds is { } strategies) requests.Add(strategies);
        else requests.AddAll();
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<InstanceStarted> context) => Request(context.Message.StrategyId);

    public Task Consume(ConsumeContext<InstanceStopped> context) => Request(context.Message.StrategyId);

    public Task Consume(ConsumeContext<InstanceCrashed> context) => Request(context.Message.StrategyId);

    public Task Consume(ConsumeContext<InstanceGaveUp> context) => Request(context.Message.StrategyId);

    private Task Request(int strategyId)
    {
        requests.Add([strategyId]);
        return Task.CompletedTask;
    }
}
