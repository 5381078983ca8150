using System.Net;
using System.Text.Json;
using BtcWatcher.Testing;

namespace BtcWatcher.EndToEnd.Tests;

/// <summary>The promises of the first page of the README, kept on a system that ./run started.</summary>
[Trait("Category", "Slow")]
public sealed class WholePathTests(SharedSystem shared)
{
    private const string Password = SharedSystem.Password;

    [Fact]
    public async Task FreshInstallation_OneCommand_DeliversSignalsOfFiveStrategies()
    {
        await using var system = await RunningSystem.StartAsync();
        await EveryResourceIsHealthyAsync(system);

        using var rest = new RestClient(system.Api);
        await rest.LoginFirstTimeAsync(Path.Combine(system.Data, "admin-password"), Password);
        await Eventually.TrueAsync(async () => (await StrategiesWithSignalsAsync(rest)).Count == 5, TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(
            async () => (await ItemsAsync(rest, "/api/v1/notifications?state=delivered")).Count > 0, TimeSpan.FromSeconds(60));
        await EverySignalIsGradedAsync(rest);
        await GatewayReachesAnInstanceAsync(system, rest);

        await system.StopAsync();
        Assert.Empty(system.Processes());
        Assert.Empty(system.OpenPorts());
    }

    [Fact]
    public async Task SecondStart_SameData_KeepsSignalsAndPassword()
    {
        await using var system = await RunningSystem.StartAsync(adminPassword: Password);
        using var rest = new RestClient(system.Api);
        await rest.LoginAsync("admin", Password);
        await Eventually.TrueAsync(async () => (await ItemsAsync(rest, "/api/v1/signals?limit=1")).Count > 0, TimeSpan.FromSeconds(60));
        var id = (await ItemsAsync(rest, "/api/v1/signals?limit=1"))[0].GetProperty("id").GetString();

        await system.StopAsync();
        await system.StartAgainAsync();
        await rest.LoginAsync("admin", Password);

        Assert.Equal(id, (await rest.GetAsync($"/api/v1/signals/{id}")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task KilledHost_StartedAgain_AdoptsTheSameInstances()
    {
        await using var system = await RunningSystem.StartAsync(adminPassword: Password);
        await Eventually.TrueAsync(() => Task.FromResult(system.Instances().Length == 5), TimeSpan.FromSeconds(60));
        var before = system.Instances();

        system.KillHost();
        await system.StartAgainAsync();

        Assert.Equal(before, system.Instances());
        using var rest = new RestClient(system.Api);
        await rest.LoginAsync("admin", Password);
        await Eventually.TrueAsync(
            async () => (await ItemsAsync(rest, "/api/v1/strategies")).All(IsRunning), TimeSpan.FromSeconds(60));
        Assert.Equal(before, system.Instances());
    }

    [Fact]
    public async Task TwoSystems_OtherDataAndPorts_RunAtTheSameTime()
    {
        var first = await shared.GetAsync();
        await using var second = await RunningSystem.StartAsync(first.PortBase, Password);

        await EveryResourceIsHealthyAsync(first);
        await EveryResourceIsHealthyAsync(second);
        await second.StopAsync();

        Assert.Empty(second.OpenPorts());
        await EveryResourceIsHealthyAsync(first);
    }

    private static async Task EveryResourceIsHealthyAsync(RunningSystem system)
    {
        var status = await system.StatusAsync();
        Assert.Equal("running", status.GetProperty("state").GetString());
        var resources = status.GetProperty("resources").EnumerateArray().ToList();
        Assert.All(resources, resource => Assert.Equal("healthy", resource.GetProperty("health").GetString()));
        string[] expected = ["api", "gateway", "monitoring", "notifications", "postgres", "rabbitmq", "redis", "signals", "supervisor"];
        Assert.Subset(resources.Select(resource => resource.GetProperty("name").GetString()!).ToHashSet(), expected.ToHashSet());
    }

    private static bool IsRunning(JsonElement strategy) => strategy.GetProperty("state").GetString() == "running";

    private static async Task<HashSet<int>> StrategiesWithSignalsAsync(RestClient rest) =>
        (await ItemsAsync(rest, "/api/v1/signals?kind=signal&limit=100"))
            .Select(signal => signal.GetProperty("strategy_id").GetInt32()).ToHashSet();

    private static async Task EverySignalIsGradedAsync(RestClient rest)
    {
        foreach (var signal in await ItemsAsync(rest, "/api/v1/signals?kind=signal&limit=100"))
        {
            Assert.Equal(JsonValueKind.Number, signal.GetProperty("strength").ValueKind);
            Assert.Contains(signal.GetProperty("level").GetString(), (string[])["ignore", "weak", "medium", "strong"]);
            Assert.Contains(signal.GetProperty("priority").GetString(), (string[])["IGNORE", "P2", "P1", "P0"]);
            Assert.NotEmpty(signal.GetProperty("indicators").EnumerateObject());
            Assert.True(signal.GetProperty("simulated").GetBoolean());
        }
    }

    private static async Task GatewayReachesAnInstanceAsync(RunningSystem system, RestClient rest)
    {
        using var gateway = new RestClient(system.Gateway);
        gateway.UseTokenOf(rest);
        var config = await gateway.GetAsync("/api/strategy/1/api/v1/show_config");
        Assert.Equal("strategy-1", config.GetProperty("bot_name").GetString());
        using var stranger = new RestClient(system.Gateway);
        Assert.Equal(HttpStatusCode.Unauthorized, await stranger.StatusOfAsync(HttpMethod.Get, "/api/strategy/1/show_config"));
    }

    private static async Task<List<JsonElement>> ItemsAsync(RestClient rest, string path) =>
        [.. (await rest.GetAsync(path)).GetProperty("items").EnumerateArray()];
}
