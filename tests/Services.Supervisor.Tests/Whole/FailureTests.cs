using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Ports;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

public sealed class FailureTests(Servers servers)
{
    [Fact]
    public async Task Port_TakenBySomebodyElse_AnotherIsLeased()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        using var stranger = new TcpListener(IPAddress.Loopback, installation.PortBase + 4);
        stranger.Start();
        await installation.StartAsync();

        await installation.AskAsync(5, DesiredState.Running, revision: 1);
        var view = await installation.UntilAsync(5, InstanceState.Running);

        Assert.NotEqual(installation.PortBase + 4, view.Port);
        Assert.Equal(1, view.Generation);
    }

    [Fact]
    public async Task Port_TakenAfterTheTest_IsNoticedFromTheLogAndTriedAgain()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        installation.Fault(1, """{"port_taken": true, "once": true}""");
        await installation.StartAsync();

        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var view = await installation.UntilAsync(1, InstanceState.Running);

        Assert.Equal(2, view.Generation);
        await Eventually.TrueAsync(() => installation.Bus.All<InstanceCrashed>().Count == 1);
        Assert.StartsWith("port_taken: ", installation.Bus.All<InstanceCrashed>()[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_Invalid_GivesUpAtOnceWithEveryPath()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        var definition = TestConfigs.Definition(1) with
        {
            ExtraConfig = JsonNode.Parse("""{"stoploss": "tight", "unfilledtimeout": {"entry": 0}}""")!.AsObject(),
        };

        await installation.AskAsync(1, DesiredState.Running, revision: 1, definition: definition);
        var view = await installation.UntilAsync(1, InstanceState.GaveUp);

        Assert.Equal("config_invalid: stoploss must be a number, is a text; unfilledtimeout.entry must be at least 1",
            view.Reason);
        Assert.Null(view.Port);
        await Eventually.TrueAsync(() => installation.Bus.All<AlertRaised>().Count == 1);
        Assert.Equal(AlertSeverity.Critical, installation.Bus.All<AlertRaised>()[0].Severity);
        Assert.Single(installation.Bus.All<InstanceGaveUp>());
        Assert.Empty(InstanceMark.FindAll(installation.Data));

        await installation.AskAsync(
            1, DesiredState.Running, revision: 2, version: 2, definition: TestConfigs.Definition(1, 2));
        await installation.UntilAsync(1, InstanceState.Running);
    }

    [Theory]
    [InlineData("Could not load markets, therefore cannot start.", 2,
        "exchange: Could not load markets, therefore cannot start.", InstanceState.BackingOff)]
    [InlineData("Impossible to load Strategy 'X'.", 2, "strategy: Impossible to load Strategy 'X'.",
        InstanceState.GaveUp)]
    [InlineData("nothing known", 3, "crashed: exit code 3: nothing known", InstanceState.GaveUp)]
    public async Task Program_EndsDuringItsStart_TheCauseIsTold(string line, int code, string reason, InstanceState end)
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var program = Path.Combine(installation.Data, "freqtrade");
        await File.WriteAllTextAsync(
            program, $"#!/bin/sh\necho \"2026-01-01 00:00:00,000 - freqtrade - ERROR - {line}\"\nexit {code}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await installation.StartAsync(("FreqTrade__Command", program), ("Instances__MaxFaults", "3"),
            ("Instances__LongestRestartDelay", "00:00:00.3"));

        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var view = await installation.UntilAsync(1, one => one.State == end && one.Attempts >= 2);

        Assert.Equal((reason, code), (view.Reason, view.ExitCode));
        await installation.AskAsync(1, DesiredState.Stopped, revision: 2);
        await installation.UntilAsync(1, InstanceState.Stopped);
        await Eventually.TrueAsync(() => installation.Bus.All<AlertResolved>().Count == 1);
        Assert.True(LoopbackPort.IsFree(installation.PortBase));
        Assert.Empty(Directory.GetFiles(Path.Combine(installation.Data, "instances", "pids")));
        Assert.Empty(Directory.GetFiles(Path.Combine(installation.Data, "instances", "exits")));
    }

    [Fact]
    public async Task Program_Missing_IsToldAndTheServiceWorks()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync(("FreqTrade__Command", "/nowhere/freqtrade"));

        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var view = await installation.UntilAsync(1, InstanceState.BackingOff);

        Assert.Equal(
            "freqtrade_missing: '/nowhere/freqtrade' is not a program here; install FreqTrade or set FreqTrade:Command",
            view.Reason);
        var health = JsonNode.Parse(await installation.Client.GetStringAsync("/health/ready"))!;
        Assert.Equal("degraded", (string?)health["checks"]!["freqtrade"]);
    }

    [Fact]
    public async Task Api_AwayAtTheFirstStart_IsAskedAgain()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        installation.Api.IsAway = true;
        await installation.StartAsync();

        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var waiting = await installation.UntilAsync(1, InstanceState.BackingOff);
        Assert.StartsWith("definition_unavailable: ", waiting.Reason, StringComparison.Ordinal);
        installation.Api.IsAway = false;
        await installation.UntilAsync(1, InstanceState.Running);

        Assert.Empty(installation.Bus.All<AlertRaised>());
    }

    [Fact]
    public async Task DesiredStates_AtTheApi_AreFollowedWithoutAMessage()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        installation.Api.Definitions[(2, 1)] = TestConfigs.Definition(2);
        installation.Api.Desired[2] = new() { StrategyId = 2, Revision = 3, State = DesiredState.Running, Version = 1 };

        await installation.StartAsync();

        await installation.UntilAsync(2, InstanceState.Running);
    }

    [Fact]
    public async Task Instance_IgnoresSigterm_IsKilledAndThatIsRecorded()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        installation.Fault(1, """{"ignore_sigterm": true}""");
        await installation.StartAsync(
            ("Instances__StopWait", "00:00:00.5"), ("Instances__StopSecondWait", "00:00:00.5"));
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);

        await installation.AskAsync(1, DesiredState.Stopped, revision: 2);
        var stopped = await installation.UntilAsync(1, InstanceState.Stopped);

        Assert.Equal(("stopped (SIGKILL was needed)", 137), (stopped.Reason, stopped.ExitCode));
        Assert.Empty(installation.Bus.All<InstanceCrashed>());
    }

    [Fact]
    public async Task Instance_ApiHangs_IsStartedAgain()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync(
            ("Instances__UnresponsiveAfter", "00:00:02"), ("Instances__ProbeTimeout", "00:00:01"),
            ("Instances__StopWait", "00:00:01"));
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);

        installation.Fault(1, """{"hang": "api", "once": true}""");
        await installation.UntilAsync(1, view => view is { State: InstanceState.Running, Generation: 2 });

        await Eventually.TrueAsync(() => installation.Bus.All<InstanceCrashed>().Count == 1);
        Assert.StartsWith("unresponsive: ", installation.Bus.All<InstanceCrashed>()[0].Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NeverReady_EndsWithATimeout()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        installation.Fault(1, """{"start_seconds": 300}""");
        await installation.StartAsync(
            ("Instances__ReadyTimeout", "00:00:02"), ("Instances__StopWait", "00:00:01"),
            ("Instances__MaxFaults", "1"));

        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var view = await installation.UntilAsync(1, InstanceState.GaveUp);

        Assert.Equal("timeout: not ready within 2 s: its API does not answer", view.Reason);
        Assert.Empty(InstanceMark.FindAll(installation.Data));
    }
}
