using System.Diagnostics;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;
using Npgsql;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

public sealed class AdoptionTests(Servers servers)
{
    [Fact]
    public async Task Supervisor_KilledAndStartedAgain_KeepsTheSameProcess()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var first = await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var before = await installation.UntilAsync(1, InstanceState.Running);

        await first.KillAsync();
        installation.Api.IsAway = true;
        await installation.StartAsync();
        var after = await installation.UntilAsync(1, view => view.Responding);

        Assert.Equal(
            (before.Pid, before.Port, before.Generation, InstanceState.Running),
            (after.Pid, after.Port, after.Generation, after.State));
        await Eventually.TrueAsync(() =>
            installation.Bus.All<InstanceStarted>().Any(one => one.Adopted && one.Pid == before.Pid));
        Assert.Empty(installation.Bus.All<InstanceCrashed>());
        await installation.AskAsync(1, DesiredState.Stopped, revision: 2);
        await installation.UntilAsync(1, InstanceState.Stopped);
        await Eventually.TrueAsync(() => InstanceMark.FindAll(installation.Data).Count == 0);
    }

    [Fact]
    public async Task Instance_EndedWhileNobodyWatched_IsReportedWithItsCodeAndStartedWithoutTheApi()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var first = await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);
        await first.KillAsync();

        installation.Fault(1, """{"crash": 7, "once": true}""");
        await Eventually.TrueAsync(() => InstanceMark.FindAll(installation.Data).Count == 0);
        installation.Api.IsAway = true;
        await installation.StartAsync();
        await installation.UntilAsync(1, view => view is { State: InstanceState.Running, Generation: 2 });

        await Eventually.TrueAsync(() => installation.Bus.All<InstanceCrashed>().Count == 1);
        Assert.Equal(7, installation.Bus.All<InstanceCrashed>()[0].ExitCode);
    }

    [Fact]
    public async Task Supervisor_EndedGracefully_LeavesItsInstancesUnlessTold()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var first = await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.AskAsync(2, DesiredState.Running, revision: 1);
        var before = await installation.UntilAsync(1, InstanceState.Running);
        await installation.UntilAsync(2, InstanceState.Running);

        await first.TerminateAsync();
        Assert.Equal(0, first.ExitCode);
        Assert.True(ProcFs.IsAlive(TestInstallation.Process(before)));

        var second = await installation.StartAsync(("Instances__StopOnShutdown", "true"));
        Assert.Equal(before.Pid, (await installation.UntilAsync(1, view => view.Responding)).Pid);
        await second.TerminateAsync();
        Assert.Equal(0, second.ExitCode);
        Assert.DoesNotContain(InstanceMark.FindAll(installation.Data), one => one.Process.Pid == before.Pid);
        await Eventually.TrueAsync(() => InstanceMark.FindAll(installation.Data).Count == 0);

        // What was wanted is wanted still.
        await installation.StartAsync();
        var again = await installation.UntilAsync(1, view => view is { State: InstanceState.Running, Generation: 2 });
        Assert.NotEqual(before.Pid, again.Pid);
        await installation.UntilAsync(2, view => view is { State: InstanceState.Running, Generation: 2 });
        Assert.Empty(installation.Bus.All<InstanceCrashed>());
    }

    [Fact]
    public async Task Webhook_MovedMeanwhile_IsToldToTheAdoptedInstance()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var first = await installation.StartAsync(("Instances__WebhookUrl", "http://127.0.0.1:9"));
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var before = await installation.UntilAsync(1, InstanceState.Running);
        await first.KillAsync();
        Assert.Empty(installation.Api.Webhooks);

        await installation.StartAsync();

        await Eventually.TrueAsync(() => !installation.Api.Webhooks.IsEmpty);
        var after = await installation.UntilAsync(1, view =>
            view is { State: InstanceState.Running, Responding: true });
        Assert.Equal((before.Pid, before.Generation), (after.Pid, after.Generation));
    }

    [Fact]
    public async Task Supervisor_KilledBetweenSpawnAndCommit_FindsTheProcessByItsFile()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var first = await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var before = await installation.UntilAsync(1, InstanceState.Running);
        await first.KillAsync();
        await ExecuteAsync(installation, """
            UPDATE supervisor.instances
            SET state = 'starting', pid = NULL, start_ticks = NULL, boot_id = NULL, ready_at = NULL
            """);

        await installation.StartAsync();
        var after = await installation.UntilAsync(1, InstanceState.Running);

        Assert.Equal((before.Pid, before.Generation), (after.Pid, after.Generation));
        Assert.Empty(installation.Bus.All<InstanceCrashed>());
    }

    [Fact]
    public async Task Orphan_OfAnotherGeneration_IsEndedAndAStrangerIsNot()
    {
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        using var orphan = Sleeper(("BTCWATCHER_DATA", installation.Data), ("BTCWATCHER_INSTANCE", "1:9"));
        using var stranger = Sleeper(("BTCWATCHER_DATA", "/elsewhere"), ("BTCWATCHER_INSTANCE", "1:9"));

        await installation.StartAsync();

        await orphan.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(stranger.HasExited);
        stranger.Kill();
        Assert.Contains(installation.SupervisorOutput, line =>
            line.Contains("belongs to no start", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Supervisor_ASecondOnTheSameFolder_IsRefused()
    {
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        await installation.StartAsync();

        var second = installation.Launch(("ASPNETCORE_URLS", $"http://127.0.0.1:{FreePorts.Next()}"));
        await second.EndedAsync();

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains(second.Output, line =>
            line.Contains("Another supervisor is at work on this data folder", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Supervisor_RealOnSimulatedData_IsRefused()
    {
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        await (await installation.StartAsync()).TerminateAsync();

        var real = installation.Launch(("Installation__Simulated", "false"));
        await real.EndedAsync();

        Assert.NotEqual(0, real.ExitCode);
        Assert.Contains(real.Output, line =>
            line.Contains("This installation's data is simulated", StringComparison.Ordinal));
    }

    private static Process Sleeper(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("sleep", "300");
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task ExecuteAsync(TestInstallation installation, string sql)
    {
        await using var source = NpgsqlDataSource.Create(installation.Database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
