using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

/// <summary>What people see of an instance that runs, ends, or runs and gets nothing.</summary>
public sealed class WatchTests(Servers servers)
{
    [Fact]
    public async Task Exchange_Silent_IsStaleDataWithAnAlertAndNoFailure()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync(
            ("Instances__FreshnessInterval", "00:00:00.5"), ("Instances__StaleTimeframes", "0.001"),
            ("Instances__StaleMargin", "00:00:04"), ("Instances__StaleAlertAfter", "00:00:01"));
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, view => view.DataFresh == true);

        installation.Fault(1, """{"exchange": "unreachable"}""");
        var stale = await installation.UntilAsync(1, view => view.DataFresh == false);
        await Eventually.TrueAsync(() => installation.Bus.All<AlertRaised>().Count == 1);

        Assert.Equal((InstanceState.Running, 0), (stale.State, stale.Attempts));
        Assert.StartsWith("its newest candle was analysed", stale.DataReason, StringComparison.Ordinal);
        Assert.NotNull(stale.LastAnalyzedAt);
        var alert = installation.Bus.All<AlertRaised>()[0];
        Assert.Equal(("instance:1:data", AlertSeverity.Warning), (alert.Key, alert.Severity));

        installation.Fault(1, "{}");
        var fresh = await installation.UntilAsync(1, view => view.DataFresh == true);
        await Eventually.TrueAsync(() => installation.Bus.All<AlertResolved>().Count == 1);
        Assert.Equal("instance:1:data", installation.Bus.All<AlertResolved>()[0].Key);
        Assert.Equal(1, fresh.Generation);
        Assert.Empty(installation.Bus.All<InstanceCrashed>());
    }

    [Fact]
    public async Task Instance_KilledUnderTheRealScript_RaisesItsAlertAtOnceAndIsHistory()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var first = await installation.UntilAsync(1, InstanceState.Running);
        await AssertProcessAsync(installation, first);

        var clock = Stopwatch.StartNew();
        var killedAt = DateTimeOffset.UtcNow;
        Signals.Kill(TestInstallation.Process(first));
        await Eventually.TrueAsync(() => installation.Bus.All<AlertRaised>().Count > 0);
        var received = clock.Elapsed;
        var raised = installation.Bus.All<AlertRaised>()[0].At - killedAt;

        TestContext.Current.SendDiagnosticMessage(
            "kill to AlertRaised: recorded after {0:0} ms, received after {1:0} ms", raised.TotalMilliseconds,
            received.TotalMilliseconds);
        // 1 s is promised on a quiet machine; the sweep alone, without the watch on exit files, would take more.
        Assert.InRange(raised, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await installation.UntilAsync(1, view => view is { State: InstanceState.Running, Generation: 2 });
        var history = JsonNode.Parse(await installation.Client.GetStringAsync("/internal/instances/1/history"))!;
        var changes = history["changes"]!.AsArray();
        Assert.Equal(
            ["running", "starting", "backing_off", "running", "starting"],
            changes.Select(change => (string)change!["state"]!));
        Assert.Equal("killed: ended by SIGKILL from outside", (string)changes[2]!["reason"]!);
        Assert.Equal(137, (int)changes[2]!["exit_code"]!);
        Assert.NotEmpty(changes[2]!["log"]!.AsArray());
        Assert.Equal(5, (long)changes[0]!["number"]!);
    }

    [Fact]
    public async Task Instance_KilledWhileItsScriptCannotWrite_IsReportedWithItsCode()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var process = TestInstallation.Process(await installation.UntilAsync(1, InstanceState.Running));
        var script = ProcFs.Parent(process)!;

        await SendAsync("-STOP", script);
        Signals.Kill(process);
        // Longer than the code is waited for where there is no script.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Empty(installation.Bus.All<InstanceCrashed>());
        await SendAsync("-CONT", script);
        await Eventually.TrueAsync(() => installation.Bus.All<InstanceCrashed>().Count > 0);

        Assert.Equal(137, installation.Bus.All<InstanceCrashed>()[0].ExitCode);
    }

    [Theory]
    [InlineData("pairlist")]
    [InlineData("bot_start")]
    public async Task Start_LivesOnWithItsApiOnly_IsNoticedAtOnce(string stage)
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        installation.Fault(1, $$"""{"zombie": "{{stage}}", "once": true}""");
        await installation.StartAsync(("Instances__StopWait", "00:00:05"));

        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, view => view is { State: InstanceState.Running, Generation: 2 });

        await Eventually.TrueAsync(() => installation.Bus.All<InstanceCrashed>().Count == 1);
        Assert.Equal(
            $"crashed: it has ended but for its API: SIMULATED: an error in {stage}",
            installation.Bus.All<InstanceCrashed>()[0].Reason);
    }

    [Fact]
    public async Task Logs_ReadFollowedAndDownloaded_AreTheInstances()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);

        var found = JsonNode.Parse(await installation.Client.GetStringAsync(
            "/internal/instances/1/logs?level=info&search=changing%20state"))!;
        Assert.Contains("Changing state to: RUNNING", (string)found["logs"]!.AsArray()[^1]!, StringComparison.Ordinal);
        Assert.Equal("freqtrade", (string)found["source"]!);
        using var bad = await installation.Client.GetAsync("/internal/instances/1/logs?level=loud");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);

        using var stream = await installation.Client.GetStreamAsync(
            "/internal/instances/1/logs/stream?limit=1&level=error");
        using var reader = new StreamReader(stream);
        await Eventually.TrueAsync(async () => await reader.ReadLineAsync() == ": follows");
        File.AppendAllText(
            Path.Combine(installation.FolderOf(1), "logs", "freqtrade.log"),
            "2026-01-01 00:00:00,000 - test - INFO - quiet\n2026-01-01 00:00:01,000 - test - ERROR - token=x loud\n");
        var line = await UntilDataAsync(reader).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("error", (string)line["level"]!);
        Assert.EndsWith("loud", (string)line["text"]!, StringComparison.Ordinal);

        using var download = await installation.Client.GetAsync("/internal/instances/1/logs/download");
        Assert.Equal("strategy-1-freqtrade.log", download.Content.Headers.ContentDisposition!.FileName);
        Assert.Contains("loud", await download.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> UntilDataAsync(StreamReader reader)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync() ?? throw new EndOfStreamException();
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return JsonNode.Parse(line["data: ".Length..])!;
        }
    }

    private static async Task AssertProcessAsync(TestInstallation installation, InstanceView view)
    {
        var process = JsonNode.Parse(await installation.Client.GetStringAsync("/internal/instances/1/process"))!;
        Assert.Equal(
            (view.Pid, view.Port, 1L), ((int)process["pid"]!, (int)process["port"]!, (long)process["generation"]!));
        Assert.InRange((int)process["threads"]!, 2, 500);
        Assert.InRange((long)process["memory_bytes"]!, 1 << 20, 1L << 31);
        Assert.InRange((double)process["uptime_seconds"]!, 0, 600);
    }

    private static async Task SendAsync(string signal, ProcessIdentity to)
    {
        using var kill = Process.Start("kill", [signal, $"{to.Pid}"]);
        await kill.WaitForExitAsync();
    }
}
