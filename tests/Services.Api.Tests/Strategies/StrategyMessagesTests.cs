using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Testing;
using MassTransit;

namespace BtcWatcher.Services.Api.Tests.Strategies;

/// <summary>What the other services hear, over the real broker.</summary>
public sealed class StrategyMessagesTests(Servers servers)
{
    [Fact]
    public async Task Life_OfAStrategy_IsToldInFull()
    {
        var broker = await servers.OwnBrokerAsync();
        await using var api = await servers.StartAsync(broker: broker);
        var changes = new ConcurrentQueue<StrategyChanged>();
        var commands = new ConcurrentQueue<SetDesiredState>();
        var bus = Bus.Factory.CreateUsingRabbitMq(configure =>
        {
            configure.Host(new Uri(broker));
            configure.ConfigureJsonSerializerOptions(WithEnumNames);
            configure.ReceiveEndpoint("observer", queue =>
            {
                queue.Handler<StrategyChanged>(context => Keep(changes, context.Message));
                queue.Handler<SetDesiredState>(context => Keep(commands, context.Message));
            });
        });
        await bus.StartAsync();
        using var client = await api.AsAsync(Policies.Operator);

        var id = await StrategyTests.CreateAsync(client, "told", new { auto_start = true });
        await client.PutAsJsonAsync($"/api/v1/strategies/{id}", new { timeframe = "1h" })
            .ExpectAsync(HttpStatusCode.OK);
        var strength = new { min = 0, max = 10, weak = 1, medium = 2, strong = 3 };
        await client.PutAsJsonAsync($"/api/v1/strategies/{id}", new { strength }).ExpectAsync(HttpStatusCode.OK);
        await client.PostAsync($"/api/v1/strategies/{id}/restart", null).ExpectAsync(HttpStatusCode.Accepted);
        await client.DeleteAsync($"/api/v1/strategies/{id}").ExpectAsync(HttpStatusCode.OK);
        await Eventually.TrueAsync(() => changes.Count == 4 && commands.Count == 4);
        await bus.StopAsync();

        Assert.Equal(
            [
                (1, StrategyChange.Created, 1), (2, StrategyChange.NewVersion, 2),
                (3, StrategyChange.Thresholds, 3), (5, StrategyChange.Deleted, 3),
            ],
            changes.OrderBy(change => change.Revision)
                .Select(change => ((int)change.Revision, change.Change, change.Profile.Version)));
        Assert.Equal(3, changes.Single(change => change.Change == StrategyChange.Thresholds).Profile.Strength.Strong);
        Assert.Equal(
            [
                (1, DesiredState.Running, 1, 0), (2, DesiredState.Running, 2, 0),
                (4, DesiredState.Running, 3, 1), (5, DesiredState.Stopped, 3, 1),
            ],
            commands.OrderBy(command => command.Revision)
                .Select(command => ((int)command.Revision, command.State, command.Version, command.RestartNonce)));
    }

    private static JsonSerializerOptions WithEnumNames(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }

    private static Task Keep<T>(ConcurrentQueue<T> queue, T message)
    {
        queue.Enqueue(message);
        return Task.CompletedTask;
    }
}
