using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Ports;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

public sealed class LifeCycleTests(Servers servers)
{
    [Fact]
    public async Task Start_AStrategy_RunsIsRoutedAndStopsWithoutATrace()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();

        await installation.AskAsync(3, DesiredState.Running, revision: 1);
        var view = await installation.UntilAsync(3, one => one.Responding);

        Assert.Equal((InstanceState.Running, 1L, 1), (view.State, view.Generation, view.Version));
        Assert.Equal(installation.PortBase + 2, view.Port);
        Assert.Equal("running", view.TraderState);
        Assert.True(view.Simulated);
        Assert.NotNull(view.MemoryBytes);
        await Eventually.TrueAsync(() =>
            installation.Bus.All<InstanceStarted>().Any(one => one is { StrategyId: 3, Adopted: false }));
        var route = Assert.Single((await RoutesAsync(installation)).Routes);
        Assert.Equal((3, $"http://127.0.0.1:{view.Port}", 1L), (route.StrategyId, route.Address, route.Generation));
        await AssertAnswersAsync(route);
        await AssertPortsAsync(installation, allocated: 1, running: 1);
        // Its messages reach the intake under the secret of the strategy.
        await Eventually.TrueAsync(() =>
            installation.Api.Webhooks.Any(path =>
                path.StartsWith("/api/v1/signals/webhook/3/", StringComparison.Ordinal)));

        var process = TestInstallation.Process(view);
        await installation.AskAsync(3, DesiredState.Stopped, revision: 2);
        var stopped = await installation.UntilAsync(3, InstanceState.Stopped);

        Assert.Equal((0, null, null, "stopped"), (stopped.ExitCode, stopped.Pid, stopped.Port, stopped.Reason));
        Assert.False(ProcFs.IsAlive(process));
        Assert.True(LoopbackPort.IsFree(view.Port!.Value));
        await Eventually.TrueAsync(() => InstanceMark.FindAll(installation.Data).Count == 0);
        Assert.Empty((await RoutesAsync(installation)).Routes);
        await AssertPortsAsync(installation, allocated: 0, running: 0);
        await Eventually.TrueAsync(() =>
            installation.Bus.All<InstanceStopped>().Any(one => one is { StrategyId: 3, ExitCode: 0 }));
        Assert.Empty(installation.Bus.All<AlertRaised>());
        await AssertNoSecretsAsync(installation, route);
    }

    [Fact]
    public async Task Instance_Killed_IsStartedAgainAndTheAlertFollows()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync(("Instances__StableAfter", "00:00:02"));
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var first = await installation.UntilAsync(1, InstanceState.Running);

        Signals.Kill(TestInstallation.Process(first));
        var second = await installation.UntilAsync(1, view => view is { State: InstanceState.Running, Generation: 2 });

        Assert.NotEqual(first.Pid, second.Pid);
        await Eventually.TrueAsync(() => installation.Bus.All<AlertResolved>().Count == 1);
        var crashed = Assert.Single(installation.Bus.All<InstanceCrashed>());
        Assert.Equal((137, "killed: ended by SIGKILL from outside"), (crashed.ExitCode, crashed.Reason));
        Assert.NotNull(crashed.NextAttemptAt);
        var alerts = installation.Bus.All<AlertRaised>();
        Assert.All(alerts, one => Assert.Equal(("instance:1:down", true), (one.Key, one.Simulated)));
        Assert.Equal([null, second.StateSince], alerts.Select(one => one.RunningAgainSince));
        var alert = alerts[0];
        Assert.Equal(AlertSeverity.Critical, alert.Severity);
        Assert.True(alert.At - crashed.At < TimeSpan.FromSeconds(1));
        await installation.UntilAsync(1, view => view.Attempts == 0);
    }

    [Fact]
    public async Task Commands_OlderOrTheSameAgain_ChangeNothing()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 5);
        var first = await installation.UntilAsync(1, InstanceState.Running);

        await installation.AskAsync(1, DesiredState.Stopped, revision: 4);
        await installation.AskAsync(1, DesiredState.Stopped, revision: 5);
        // Arrives after them in the same queue: when it has taken effect, they were ignored.
        await installation.AskAsync(1, DesiredState.Running, revision: 6, nonce: 1);
        var second = await installation.UntilAsync(1, view => view is { State: InstanceState.Running, Generation: 2 });

        Assert.NotEqual(first.Pid, second.Pid);
        await Eventually.TrueAsync(() => installation.Bus.All<InstanceStarted>().Count == 2);
        Assert.Single(installation.Bus.All<InstanceStopped>());
        Assert.Empty(installation.Bus.All<InstanceCrashed>());
    }

    [Fact]
    public async Task Version_Changed_RunsTheNewFilesOnly()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);

        await installation.AskAsync(
            1, DesiredState.Running, revision: 2, version: 2, definition: TestConfigs.Definition(1, 2, "MacdDot"));
        await installation.UntilAsync(1, view => view is { State: InstanceState.Running, Version: 2, Generation: 2 });

        Assert.Equal(["MacdDot.py"], Directory.GetFiles(Path.Combine(installation.FolderOf(1), "strategies"))
            .Select(Path.GetFileName));
    }

    [Fact]
    public async Task Trader_StoppedAndPausedByCommand_TheStateFollows()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);
        using var instance = InstanceClient(Assert.Single((await RoutesAsync(installation)).Routes));

        (await instance.PostAsync("/api/v1/stop", null)).EnsureSuccessStatusCode();
        await installation.UntilAsync(1, InstanceState.Idle);
        Assert.Equal(InstanceState.Idle, Assert.Single((await RoutesAsync(installation)).Routes).State);
        (await instance.PostAsync("/api/v1/pause", null)).EnsureSuccessStatusCode();
        var paused = await installation.UntilAsync(1, InstanceState.Paused);

        Assert.Equal(1, paused.Generation);
    }

    [Fact]
    public async Task Endpoints_WithoutAServiceToken_AreRefused()
    {
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        await installation.StartAsync();
        using var stranger = new HttpClient { BaseAddress = installation.Client.BaseAddress };

        foreach (var path in (string[])["routes", "instances", "instances/1", "instances/1/logs", "ports", "capacity"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/internal/" + path)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await installation.Client.GetAsync("/internal/instances/1")).StatusCode);
        Assert.Equal("[]", await installation.Client.GetStringAsync("/internal/instances"));
    }

    private static async Task<RouteTable> RoutesAsync(TestInstallation installation) =>
        (await installation.Client.GetFromJsonAsync<RouteTable>("/internal/routes", MessageJson.Options))!;

    private static HttpClient InstanceClient(InstanceRoute route)
    {
        var client = new HttpClient { BaseAddress = new Uri(route.Address) };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(
            System.Text.Encoding.UTF8.GetBytes($"{route.Username}:{route.Password}")));
        return client;
    }

    private static async Task AssertAnswersAsync(InstanceRoute route)
    {
        using var instance = InstanceClient(route);
        var config = JsonNode.Parse(await instance.GetStringAsync("/api/v1/show_config"))!;
        Assert.Equal("strategy-3", (string?)config["bot_name"]);
    }

    private static async Task AssertPortsAsync(TestInstallation installation, int allocated, int running)
    {
        var ports = JsonNode.Parse(await installation.Client.GetStringAsync("/internal/ports"))!.AsObject();
        Assert.Equal(
            ["total_ports", "available_ports", "allocated_ports", "running_strategies", "port_range", "max_concurrent"],
            ports.Select(member => member.Key));
        Assert.Equal((999, 999 - allocated, allocated, running), (
            (int)ports["total_ports"]!, (int)ports["available_ports"]!, (int)ports["allocated_ports"]!,
            (int)ports["running_strategies"]!));
        Assert.Equal($"{installation.PortBase}-{installation.PortBase + 999}", (string?)ports["port_range"]);
    }

    private static async Task AssertNoSecretsAsync(TestInstallation installation, InstanceRoute route)
    {
        var logs = await installation.Client.GetStringAsync("/internal/instances/3/logs?limit=5000");
        Assert.Contains("Changing state to: RUNNING", logs, StringComparison.Ordinal);
        var webhookSecret = installation.Api.Webhooks.First().Split('/')[^1];
        foreach (var text in installation.SupervisorOutput.Append(logs))
        {
            foreach (var secret in (string[])[route.Password, route.WsToken, webhookSecret, TestInstallation.Key])
            {
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            }
        }
    }
}
