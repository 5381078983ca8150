using BtcWatcher.Contracts;
using MassTransit;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>Whatever changes where an instance is, or whether it is there, makes the gateway fetch the table.</summary>
internal sealed class RouteEventsConsumer(RouteRefresh refresh) :
    IConsumer<RoutesChanged>, IConsumer<InstanceStarted>, IConsumer<InstanceStopped>, IConsumer<InstanceCrashed>,
    IConsumer<InstanceGaveUp>
{
    public Task Consume(ConsumeContext<RoutesChanged> context) => Request();

    public Task Consume(ConsumeContext<InstanceStarted> context) => Request();

    public Task Consume(ConsumeContext<InstanceStopped> context) => Request();

    public Task Consume(ConsumeContext<InstanceCrashed> context) => Request();

    public Task Consume(ConsumeContext<InstanceGaveUp> context) => Request();

    private Task Request()
    {
        refresh.Request();
        return Task.CompletedTask;
    }
}
