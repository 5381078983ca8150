using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Upgrades;

public sealed class UpgradeTests(Servers servers)
{
    // A database of its own, as after a migration, in place of what was there.
    private const string Migrate = "[ -e migrated ] || { rm -f trades.sqlite*; touch migrated; }";
    private const string FailForFour = "grep -q '\"strategy-4\"' config.json && { echo no good >&2; exit 1; }";

    [Fact]
    public async Task Upgrade_OfFive_GoesInWavesAndCanBeRolledBack()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var scripts = await StartAsync(installation, running: 4, stopped: 1);
        await installation.RegisterAsync(scripts.Write("2025.9", Migrate));
        await installation.SettledAsync("2025.9");

        var id = await installation.UpgradeAsync("2025.9");
        var detail = await installation.EndedAsync(id, "succeeded");

        Assert.Equal([(1, 1), (2, 2), (3, 3), (4, 3), (5, 3)], detail.GetProperty("members").EnumerateArray()
            .Select(one => (one.GetProperty("strategy_id").GetInt32(), one.GetProperty("wave").GetInt32())));
        Assert.All(detail.GetProperty("members").EnumerateArray(), one => Assert.Equal("healthy", one.Text("state")));
        AssertWaves(detail);
        Assert.Equal("2025.9", (await installation.GetAsync("version/current")).Text("version"));
        for (var strategy = 1; strategy <= 4; strategy++)
        {
            Assert.Equal((InstanceState.Running, 2L), await StateAsync(installation, strategy));
            Assert.Equal(["2025.8", "2025.9"], Starts(installation, strategy).Select(start => start.Version));
        }

        // It was not started, and its next start is with the new version.
        Assert.Equal((InstanceState.Stopped, 1L), await StateAsync(installation, 5));
        await installation.AskAsync(5, DesiredState.Running, revision: 3);
        await installation.UntilAsync(5, InstanceState.Running);
        Assert.Equal("2025.9", Starts(installation, 5)[^1].Version);
        Assert.Empty(installation.Bus.All<AlertRaised>());

        await installation.AskAsync(
            HttpMethod.Post, "rollback", new { requested_by = "ada" }, HttpStatusCode.Accepted);
        detail = await installation.EndedAsync(id, "rolled_back");
        await AssertBackAsync(installation, id, switched: [1, 2, 3, 4, 5]);
        Assert.Equal("asked for by ada", detail.GetProperty("upgrade").Text("reason"));
    }

    [Fact]
    public async Task Upgrade_FailingInTheLastWave_BringsEveryProgramAndDatabaseBack()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var scripts = await StartAsync(installation, running: 4, stopped: 1);
        var untouched = await File.ReadAllBytesAsync(DatabaseOf(installation, 5));
        await installation.RegisterAsync(scripts.Write("2025.10", $"{Migrate}\n{FailForFour}"));
        await installation.SettledAsync("2025.10");

        var id = await installation.UpgradeAsync("2025.10");
        var detail = await installation.EndedAsync(id, "rolled_back");

        Assert.StartsWith("strategy 4: ", detail.GetProperty("upgrade").Text("reason"), StringComparison.Ordinal);
        Assert.Contains("no good", detail.GetProperty("upgrade").Text("reason"), StringComparison.Ordinal);
        Assert.Equal("2025.8", (await installation.GetAsync("version/current")).Text("version"));
        await AssertBackAsync(installation, id, switched: [1, 2, 4]);
        Assert.Equal(untouched, await File.ReadAllBytesAsync(DatabaseOf(installation, 5)));
        Assert.Contains("rolling_back", detail.Steps());
        await Eventually.TrueAsync(() =>
            installation.Bus.All<AlertRaised>().Any(one => one.Key == "freqtrade:upgrade"));
        var alert = installation.Bus.All<AlertRaised>().Single(one => one.Key == "freqtrade:upgrade");
        Assert.Equal((AlertSeverity.Critical, true), (alert.Severity, alert.Simulated));
        var history = (await installation.GetAsync("history")).GetProperty("items");
        Assert.Equal(("rolled_back", "ada"), (history[0].Text("state"), history[0].Text("requested_by")));
    }

    [Fact]
    public async Task Upgrade_ToAVersionThatCannotTrade_TouchesNoInstance()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var scripts = await StartAsync(installation, running: 2, stopped: 0);
        await installation.RegisterAsync(scripts.Write("2025.10", "exit 1"));
        await installation.SettledAsync("2025.10");

        var id = await installation.UpgradeAsync("2025.10");
        var detail = await installation.EndedAsync(id, "failed");

        Assert.Contains("did not pass the check 'canary'", detail.GetProperty("upgrade").Text("reason"),
            StringComparison.Ordinal);
        Assert.Equal(0, detail.GetProperty("members").GetArrayLength());
        Assert.Equal((InstanceState.Running, 1L), await StateAsync(installation, 1));
        await Eventually.TrueAsync(() => installation.Bus.All<AlertRaised>().Count == 1);
    }

    [Theory]
    [InlineData("stopping")]
    [InlineData("switched")]
    public async Task Supervisor_KilledInTheMiddle_GoesOnAndEndsTheUpgrade(string state)
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var scripts = await StartAsync(installation, running: 3, stopped: 0);
        await installation.RegisterAsync(scripts.Write("2025.9", Migrate));
        await installation.SettledAsync("2025.9");
        // Its end takes as long as the supervisor waits before it uses force.
        installation.Fault(2, """{"ignore_sigterm": true}""");
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        var id = await installation.UpgradeAsync("2025.9");
        await UntilMemberAsync(installation, id, 2, state);
        await installation.KillAsync();
        await installation.StartAsync(Settings(installation));
        var detail = await installation.EndedAsync(id, "succeeded");

        Assert.All(detail.GetProperty("members").EnumerateArray(), one => Assert.Equal("healthy", one.Text("state")));
        for (var strategy = 1; strategy <= 3; strategy++)
        {
            // Switched once, and started once with the new version.
            Assert.Equal((InstanceState.Running, 2L), await StateAsync(installation, strategy));
            Assert.Equal(["2025.8", "2025.9"], Starts(installation, strategy).Select(start => start.Version));
        }
    }

    [Fact]
    public async Task Supervisor_KilledDuringTheRollback_EndsIt()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var scripts = await StartAsync(installation, running: 3, stopped: 0);
        await installation.RegisterAsync(scripts.Write("2025.9", Migrate));
        await installation.SettledAsync("2025.9");
        var id = await installation.UpgradeAsync("2025.9");
        await installation.EndedAsync(id, "succeeded");
        installation.Fault(2, """{"ignore_sigterm": true}""");
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        await installation.AskAsync(HttpMethod.Post, "rollback", new { requested_by = "ada" }, HttpStatusCode.Accepted);
        await UntilMemberAsync(installation, id, 2, "restoring");
        await installation.KillAsync();
        await installation.StartAsync(Settings(installation));
        await installation.EndedAsync(id, "rolled_back");

        await AssertBackAsync(installation, id, switched: [1, 2, 3]);
    }

    private static async Task<ProgramScripts> StartAsync(TestInstallation installation, int running, int stopped)
    {
        await installation.StartAsync(Settings(installation));
        for (var strategy = 1; strategy <= running + stopped; strategy++)
        {
            await installation.AskAsync(strategy, DesiredState.Running, revision: 1);
        }

        for (var strategy = 1; strategy <= running + stopped; strategy++)
        {
            await installation.UntilAsync(strategy, InstanceState.Running);
            if (strategy > running) await installation.AskAsync(strategy, DesiredState.Stopped, revision: 2);
        }

        for (var strategy = running + 1; strategy <= running + stopped; strategy++)
        {
            await installation.UntilAsync(strategy, InstanceState.Stopped);
        }

        return ScriptsOf(installation);
    }

    private static (string Name, string Value)[] Settings(TestInstallation installation) =>
    [
        ("FreqTrade__Command", ScriptsOf(installation).Write("2025.8")), ("FreqTrade__HealthyFor", "00:00:01"),
        ("Instances__StopWait", "00:00:02"), ("Instances__StopSecondWait", "00:00:02"),
    ];

    private static ProgramScripts ScriptsOf(TestInstallation installation) =>
        new(Path.Combine(installation.Data, "programs"));

    // Its wave was done before the next began.
    private static void AssertWaves(JsonElement detail)
    {
        var steps = detail.GetProperty("steps").EnumerateArray().Select(step => (Name: step.Text("step"),
            Strategy: step.GetProperty("strategy_id").ValueKind == JsonValueKind.Number
                ? step.GetProperty("strategy_id").GetInt32() : 0)).ToList();
        Assert.True(steps.IndexOf(("healthy", 1)) < steps.IndexOf(("stopping", 2)));
        Assert.True(steps.IndexOf(("healthy", 2)) < steps.IndexOf(("stopping", 3)));
        Assert.Equal("succeeded", steps[^1].Name);
        Assert.Contains(("check_canary", 0), steps);
        Assert.Contains(("disk_space", 0), steps);
    }

    // What the new version was given at its first start is what the old one was given afterwards, byte for byte.
    private static async Task AssertBackAsync(TestInstallation installation, string id, int[] switched)
    {
        foreach (var strategy in switched)
        {
            await installation.UntilAsync(strategy, InstanceState.Running);
            var starts = Starts(installation, strategy);
            var before = starts.First(start => start.Version != "2025.8").Hash;
            Assert.Equal(("2025.8", before), starts[^1]);
            var kept = Path.Combine(
                installation.Data, "freqtrade-versions", ".backups", id, $"{strategy}", "trades.sqlite");
            Assert.Equal(before, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(kept))));
        }
    }

    private static async Task UntilMemberAsync(TestInstallation installation, string id, int strategy, string state) =>
        await Eventually.TrueAsync(async () => (await installation.GetAsync("upgrades/" + id)).GetProperty("members")
            .EnumerateArray().Any(one => one.GetProperty("strategy_id").GetInt32() == strategy
                && one.Text("state") == state), TimeSpan.FromMinutes(2));

    private static IReadOnlyList<(string Version, string Hash)> Starts(TestInstallation installation, int strategy) =>
        ProgramScripts.StartsIn(installation.FolderOf(strategy));

    private static string DatabaseOf(TestInstallation installation, int strategy) =>
        Path.Combine(installation.FolderOf(strategy), "trades.sqlite");

    private static async Task<(InstanceState State, long Generation)> StateAsync(
        TestInstallation installation, int strategy)
    {
        var view = (await installation.FindAsync(strategy))!;
        return (view.State, view.Generation);
    }
}
