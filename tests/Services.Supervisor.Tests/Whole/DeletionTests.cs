using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;
using Npgsql;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

public sealed class DeletionTests(Servers servers)
{
    [Fact]
    public async Task Strategy_Deleted_LeavesNothingAndStaysAway()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var supervisor = await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);

        // As the api sends both; neither order ends the instance unread.
        await installation.Bus.PublishAsync(new SetDesiredState
        {
            StrategyId = 1, Revision = 2, State = DesiredState.Stopped, Version = 1, Deleted = true,
        });
        await installation.DeleteAsync(1, revision: 2);

        await GoneAsync(installation);
        // Before the end, and after it.
        Assert.Equal([1, 1], installation.Api.Repairs);
        // A command that was overtaken by the deletion, and the one that belongs to it.
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.AskAsync(1, DesiredState.Stopped, revision: 3);
        await installation.AskAsync(2, DesiredState.Running, revision: 1);
        await installation.UntilAsync(2, InstanceState.Running);
        Assert.Null(await installation.FindAsync(1));
        await supervisor.KillAsync();
        await installation.StartAsync();
        await installation.UntilAsync(2, view => view.Responding);
        await GoneAsync(installation);
    }

    [Fact]
    public async Task Strategy_DeletedBeforeItsFirstCommandArrives_IsNeverStarted()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();

        await installation.DeleteAsync(1, revision: 5);
        await Eventually.TrueAsync(async () =>
            await ScalarAsync(installation, "SELECT count(*) FROM supervisor.desired_states WHERE deleted") == 1);
        await installation.AskAsync(1, DesiredState.Running, revision: 4);
        await installation.AskAsync(2, DesiredState.Running, revision: 1);
        await installation.UntilAsync(2, InstanceState.Running);

        Assert.Null(await installation.FindAsync(1));
    }

    [Fact]
    public async Task SignalsMissing_TheInstanceEndsAndTheFolderWaits()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        installation.Api.SignalsMissing = true;
        var supervisor = await installation.StartAsync(Hasty);
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);

        await installation.DeleteAsync(1, revision: 2);

        await installation.UntilAsync(1, InstanceState.Stopped);
        var asked = installation.Api.Repairs.Count;
        await Eventually.TrueAsync(() => installation.Api.Repairs.Count > asked + 1);
        Assert.True(File.Exists(Path.Combine(installation.FolderOf(1), "trades.sqlite")));
        Assert.Contains(installation.SupervisorOutput, line =>
            line.Contains("its folder is kept for now: signals may be missing", StringComparison.Ordinal));
        // Killed while it waits; the next one asks on.
        await supervisor.KillAsync();
        installation.Api.SignalsMissing = false;
        await installation.StartAsync(Hasty);
        await GoneAsync(installation);
    }

    [Theory]
    [InlineData("running")]
    [InlineData("stopped")]
    [InlineData("folder gone")]
    public async Task Supervisor_KilledInTheMiddleOfADeletion_TheNextOneEndsIt(string moment)
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var supervisor = await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);
        if (moment != "running")
        {
            await installation.AskAsync(1, DesiredState.Stopped, revision: 2);
            await installation.UntilAsync(1, InstanceState.Stopped);
        }

        await supervisor.KillAsync();
        if (moment == "folder gone") Directory.Delete(installation.FolderOf(1), recursive: true);
        await ScalarAsync(installation, "UPDATE supervisor.desired_states SET deleted = true RETURNING 1::bigint");

        await installation.StartAsync();

        await GoneAsync(installation);
        Assert.Empty(InstanceMark.FindAll(installation.Data));
    }

    private static (string, string)[] Hasty =>
        [("Instances__SignalsPatience", "00:00:01"), ("Instances__RemovalRetry", "00:00:00.2")];

    private static async Task GoneAsync(TestInstallation installation)
    {
        await Eventually.TrueAsync(async () => await ScalarAsync(installation, """
            SELECT (SELECT count(*) FROM supervisor.instances WHERE strategy_id = 1)
                + (SELECT count(*) FROM supervisor.definitions WHERE strategy_id = 1)
            """) == 0, TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(async () => await installation.FindAsync(1) is null);
        Assert.False(Directory.Exists(installation.FolderOf(1)));
        Assert.Empty(Directory.GetFiles(Path.Combine(installation.Data, "instances", "pids"), "1.*"));
    }

    private static async Task<long> ScalarAsync(TestInstallation installation, string sql)
    {
        await using var source = NpgsqlDataSource.Create(installation.Database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
