using System.Collections.Concurrent;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Gateway.Routes;
using BtcWatcher.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Gateway.Tests.Routes;

/// <summary>With a real broker: what nobody told is repaired, told to people, and told to be over.</summary>
public sealed class DriftTests(TestServers servers)
{
    [Fact]
    public async Task Drift_IsRepairedRaisedAndResolved_AnEventOnItsWayIsNone()
    {
        await using var services = await FakeServices.StartAsync();
        await using var instance = await FakeInstance.StartAsync(7);
        await using var gateway = await GatewayHost.StartAsync(
            services, await servers.CreateVirtualHostAsync(), settings:
            [
                ("Gateway:ComparisonInterval", "00:00:01"), ("Gateway:DriftGrace", "00:00:00.300"),
            ]);
        var bus = gateway.Services.GetRequiredService<IBus>();
        var told = new ConcurrentQueue<object>();
        var listener = bus.ConnectReceiveEndpoint("people", queue =>
        {
            queue.Handler<AlertRaised>(context => Keep(told, context.Message));
            queue.Handler<AlertResolved>(context => Keep(told, context.Message));
        });
        await listener.Ready;

        // Again and again, for the connection's return makes it fetch all once without looking for a drift.
        var generation = 1;
        await Eventually.TrueAsync(() =>
        {
            services.SetRoutes(instance.Route with { Generation = ++generation });
            return told.OfType<AlertRaised>().Any();
        });
        await Eventually.TrueAsync(() => gateway.Store.Current.Find(7)?.Route.Generation == generation);
        await Eventually.TrueAsync(() => told.OfType<AlertResolved>().Any(
            one => one.Key == DriftAlert.Key && one.At > told.OfType<AlertRaised>().Last().At));

        var raised = told.OfType<AlertRaised>().Last();
        var count = told.OfType<AlertRaised>().Count();
        Assert.Equal((DriftAlert.Key, AlertSeverity.Warning), (raised.Key, raised.Severity));
        Assert.Contains("strategies 7.", raised.Detail, StringComparison.Ordinal);

        services.SetRoutes();
        await bus.Publish(
            new RoutesChanged { Revision = 3, StrategyIds = [7] }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => gateway.Store.Current.Find(7) is null);
        Assert.Equal(count, told.OfType<AlertRaised>().Count());
        await listener.StopAsync();
    }

    private static Task Keep(ConcurrentQueue<object> told, object message)
    {
        told.Enqueue(message);
        return Task.CompletedTask;
    }
}
