using System.Net;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Upgrades;

public sealed class UpgradeTests(Servers servers)
{
    private const string FailForFour = "grep -q '\"strategy-4\"' config.json && { echo no good >&2; exit 1; }";

    [Fact]
    public async Task Upgrade_OfFive_GoesInWavesAndCanBeRolledBack()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var scripts = await installation.StartAllAsync(running: 4, stopped: 1);
        await installation.RegisterAsync(scripts.Write("2025.9", UpgradeCase.Migrate, quick: true));
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
            Assert.Equal((InstanceState.Running, 2L), await installation.StateAsync(strategy));
            Assert.Equal(["2025.8", "2025.9"], installation.StartsOf(strategy).Select(start => start.Version));
        }

        // It was not started, and its next start is with the new version.
        Assert.Equal((InstanceState.Stopped, 1L), await installation.StateAsync(5));
        await installation.AskAsync(5, DesiredState.Running, revision: 3);
        await installation.UntilAsync(5, InstanceState.Running);
        Assert.Equal("2025.9", installation.StartsOf(5)[^1].Version);
        Assert.DoesNotContain(installation.Bus.All<AlertRaised>(), IsOfUpgrade);

        await installation.AskAsync(
            HttpMethod.Post, "rollback", new { requested_by = "ada" }, HttpStatusCode.Accepted);
        detail = await installation.EndedAsync(id, "rolled_back");
        await installation.AssertBackAsync(id, switched: [1, 2, 3, 4, 5]);
        Assert.Equal("asked for by ada", detail.GetProperty("upgrade").Text("reason"));
    }

    [Fact]
    public async Task Upgrade_FailingInTheLastWave_BringsEveryProgramAndDatabaseBack()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var scripts = await installation.StartAllAsync(running: 4, stopped: 1);
        var untouched = await File.ReadAllBytesAsync(installation.DatabaseOf(5));
        await installation.RegisterAsync(
            scripts.Write("2025.10", $"{UpgradeCase.Migrate}\n{FailForFour}", quick: true));
        await installation.SettledAsync("2025.10");

        var id = await installation.UpgradeAsync("2025.10");
        var detail = await installation.EndedAsync(id, "rolled_back");

        Assert.StartsWith("strategy 4: ", detail.GetProperty("upgrade").Text("reason"), StringComparison.Ordinal);
        Assert.Contains("no good", detail.GetProperty("upgrade").Text("reason"), StringComparison.Ordinal);
        Assert.Equal("2025.8", (await installation.GetAsync("version/current")).Text("version"));
        await installation.AssertBackAsync(id, switched: [1, 2, 4]);
        Assert.Equal(untouched, await File.ReadAllBytesAsync(installation.DatabaseOf(5)));
        Assert.Contains("rolling_back", detail.Steps());
        var alert = await AlertAsync(installation);
        Assert.Equal((AlertSeverity.Critical, true), (alert.Severity, alert.Simulated));
        var history = (await installation.GetAsync("history")).GetProperty("items");
        Assert.Equal(("rolled_back", "ada"), (history[0].Text("state"), history[0].Text("requested_by")));
    }

    [Fact]
    public async Task Upgrade_ToAVersionThatCannotTrade_TouchesNoInstance()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var scripts = await installation.StartAllAsync(running: 2);
        await installation.RegisterAsync(scripts.Write("2025.10", "exit 1", quick: true));
        await installation.SettledAsync("2025.10");

        var id = await installation.UpgradeAsync("2025.10");
        var detail = await installation.EndedAsync(id, "failed");

        Assert.Contains("did not pass the check 'canary'", detail.GetProperty("upgrade").Text("reason"),
            StringComparison.Ordinal);
        Assert.Equal(0, detail.GetProperty("members").GetArrayLength());
        Assert.Equal((InstanceState.Running, 1L), await installation.StateAsync(1));
        await AlertAsync(installation);
    }

    private static async Task<AlertRaised> AlertAsync(TestInstallation installation)
    {
        await Eventually.TrueAsync(
            () => installation.Bus.All<AlertRaised>().Any(IsOfUpgrade), TimeSpan.FromMinutes(2));
        return installation.Bus.All<AlertRaised>().Single(IsOfUpgrade);
    }

    private static bool IsOfUpgrade(AlertRaised alert) => alert.Key == "freqtrade:upgrade";

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
}
