using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;
using Npgsql;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

public sealed class ConcurrencyTests(Servers servers)
{
    [Fact]
    public async Task Start_AskedFiftyTimesAtOnce_IsOneProcess()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();

        await Task.WhenAll(Enumerable.Range(1, 50).Select(revision =>
            Task.Run(() => installation.AskAsync(1, DesiredState.Running, revision))));
        var view = await installation.UntilAsync(1, one => one.Responding);

        Assert.Equal(1, view.Generation);
        // The program and the script that watches it.
        Assert.Equal(2, InstanceMark.FindAll(installation.Data).Count);
        Assert.Single(installation.Bus.All<InstanceStarted>());
        Assert.Empty(installation.Bus.All<InstanceCrashed>());
    }

    [Fact]
    public async Task Command_KeptByAConsumerThatFailedThen_IsFollowedWhenItComesAgain()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);
        await using (var source = NpgsqlDataSource.Create(installation.Database))
        await using (var kept = source.CreateCommand(
            "UPDATE supervisor.desired_states SET revision = 2, state = 'stopped'"))
        {
            await kept.ExecuteNonQueryAsync();
        }

        await installation.AskAsync(1, DesiredState.Stopped, revision: 2);

        await installation.UntilAsync(1, InstanceState.Stopped);
    }

    [Fact]
    public async Task Supervisor_ASecondOnTheSameDatabase_IsRefused()
    {
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        await installation.StartAsync();
        var other = Directory.CreateTempSubdirectory("btcw-other-");

        var second = installation.Launch(
            ("Installation__Data", other.FullName), ("ASPNETCORE_URLS", $"http://127.0.0.1:{FreePorts.Next()}"));
        await second.EndedAsync();
        other.Delete(recursive: true);

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains(second.Output, line =>
            line.Contains("Another supervisor is at work on this database", StringComparison.Ordinal));
    }
}
