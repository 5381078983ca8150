using System.Net;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;
using Npgsql;

namespace BtcWatcher.Services.Supervisor.Tests.Upgrades;

/// <summary>
/// A supervisor that is killed at a chosen moment: its own settings keep it there, those of the next one do not.
/// </summary>
public sealed class KilledUpgradeTests(Servers servers)
{
    private const string ForEver = "00:10:00";

    [Fact]
    public async Task Supervisor_KilledWhileAnInstanceEnds_GoesOn()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var id = await UntilStoppingAsync(installation);

        // One at a time.
        var refused = await installation.AskAsync(
            HttpMethod.Post, "upgrade", new { target_version = "2025.9" }, HttpStatusCode.Conflict);
        Assert.Equal(("urn:btcwatcher:freqtrade:upgrade_running", id),
            (refused.Text("type"), refused.Text("backup_id")));
        await installation.KillAsync();
        await installation.StartAsync(installation.Settings());

        await AssertSwitchedOnceAsync(installation, id);
    }

    [Fact]
    public async Task Supervisor_KilledWhileAnInstanceIsWatched_GoesOn()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var scripts = await installation.StartAllAsync(
            running: 2, settings: installation.Settings(healthyFor: ForEver));
        await installation.RegisterAsync(scripts.Write("2025.9", UpgradeCase.Migrate, quick: true));
        await installation.SettledAsync("2025.9");

        var id = await installation.UpgradeAsync("2025.9");
        await installation.UntilAsync(1, view => view is { State: InstanceState.Running, Generation: 2 });
        await installation.UntilMemberAsync(id, 1, "switched");
        await installation.KillAsync();
        await installation.StartAsync(installation.Settings());

        await AssertSwitchedOnceAsync(installation, id);
    }

    [Fact]
    public async Task Supervisor_KilledDuringTheRollback_EndsIt()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var scripts = await installation.StartAllAsync(
            running: 2, settings: installation.Settings(stopWait: ForEver));
        await installation.RegisterAsync(scripts.Write("2025.9", UpgradeCase.Migrate, quick: true));
        await installation.SettledAsync("2025.9");
        var id = await installation.UpgradeAsync("2025.9");
        await installation.EndedAsync(id, "succeeded");
        await installation.IgnoreTheEndAsync(2);

        await installation.AskAsync(HttpMethod.Post, "rollback", new { requested_by = "ada" }, HttpStatusCode.Accepted);
        await installation.UntilMemberAsync(id, 2, "restoring");
        await installation.KillAsync();
        await installation.StartAsync(installation.Settings());
        await installation.EndedAsync(id, "rolled_back");

        await installation.AssertBackAsync(id, switched: [1, 2]);
    }

    [Fact]
    public async Task Strategy_DeletedWhileItIsHeld_GoesAllTheSame()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var id = await UntilStoppingAsync(installation);

        await installation.KillAsync();
        await using (var source = NpgsqlDataSource.Create(installation.Database))
        await using (var command = source.CreateCommand(
            "UPDATE supervisor.desired_states SET deleted = true WHERE strategy_id = 1"))
        {
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        await installation.StartAsync(installation.Settings());

        await installation.EndedAsync(id, "succeeded");
        await Eventually.TrueAsync(
            async () => await installation.FindAsync(1) is null, TimeSpan.FromMinutes(5));
        Assert.False(Directory.Exists(installation.FolderOf(1)));
        Assert.Equal((InstanceState.Running, 2L), await installation.StateAsync(2));
    }

    // The first instance does not end, and the supervisor waits.
    private static async Task<string> UntilStoppingAsync(TestInstallation installation)
    {
        var scripts = await installation.StartAllAsync(
            running: 2, settings: installation.Settings(stopWait: ForEver));
        await installation.RegisterAsync(scripts.Write("2025.9", UpgradeCase.Migrate, quick: true));
        await installation.SettledAsync("2025.9");
        await installation.IgnoreTheEndAsync(1);
        var id = await installation.UpgradeAsync("2025.9");
        await installation.UntilMemberAsync(id, 1, "stopping");
        return id;
    }

    private static async Task AssertSwitchedOnceAsync(TestInstallation installation, string id)
    {
        var detail = await installation.EndedAsync(id, "succeeded");
        Assert.All(detail.GetProperty("members").EnumerateArray(), one => Assert.Equal("healthy", one.Text("state")));
        for (var strategy = 1; strategy <= 2; strategy++)
        {
            Assert.Equal((InstanceState.Running, 2L), await installation.StateAsync(strategy));
            Assert.Equal(["2025.8", "2025.9"], installation.StartsOf(strategy).Select(start => start.Version));
        }
    }
}
