using System.Security.Cryptography;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Upgrades;

/// <summary>An installation with strategies on 2025.8 that another version is to take over.</summary>
internal static class UpgradeCase
{
    /// <summary>A database of its own, as after a migration, in place of what was there.</summary>
    public const string Migrate = "[ -e migrated ] || { rm -f trades.sqlite*; touch migrated; }";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The lowest strategies run, the ones after them did run.</summary>
    public static async Task<ProgramScripts> StartAllAsync(
        this TestInstallation installation, int running, int stopped = 0,
        (string Name, string Value)[]? settings = null)
    {
        await installation.StartAsync(settings ?? installation.Settings());
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

    public static (string Name, string Value)[] Settings(
        this TestInstallation installation, string healthyFor = "00:00:01", string stopWait = "00:00:01") =>
    [
        ("FreqTrade__Command", ScriptsOf(installation).Write("2025.8", quick: true)),
        ("FreqTrade__HealthyFor", healthyFor),
        ("Instances__StopWait", stopWait), ("Instances__StopSecondWait", "00:00:01"),
    ];

    /// <summary>From now on its instance goes by force only.</summary>
    public static async Task IgnoreTheEndAsync(this TestInstallation installation, int strategy)
    {
        installation.Fault(strategy, """{"ignore_sigterm": true}""");
        var log = Path.Combine(installation.FolderOf(strategy), "logs", "output.log");
        await Eventually.TrueAsync(
            () => File.ReadAllText(log).Contains("SIMULATED: ", StringComparison.Ordinal), Patience);
    }

    public static Task UntilMemberAsync(this TestInstallation installation, string id, int strategy, string state) =>
        Eventually.TrueAsync(async () => (await installation.GetAsync("upgrades/" + id)).GetProperty("members")
            .EnumerateArray().Any(one => one.GetProperty("strategy_id").GetInt32() == strategy
                && one.Text("state") == state), Patience);

    /// <summary>
    /// What the new version was given at its first start is what the old one was given afterwards, byte for byte.
    /// </summary>
    public static async Task AssertBackAsync(this TestInstallation installation, string id, int[] switched)
    {
        foreach (var strategy in switched)
        {
            await installation.UntilAsync(strategy, InstanceState.Running);
            var starts = installation.StartsOf(strategy);
            var before = starts.First(start => start.Version != "2025.8").Hash;
            Assert.Equal(("2025.8", before), starts[^1]);
            var kept = Path.Combine(
                installation.Data, "freqtrade-versions", ".backups", id, $"{strategy}", "trades.sqlite");
            Assert.Equal(before, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(kept))));
        }
    }

    public static IReadOnlyList<(string Version, string Hash)> StartsOf(
        this TestInstallation installation, int strategy) => ProgramScripts.StartsIn(installation.FolderOf(strategy));

    public static string DatabaseOf(this TestInstallation installation, int strategy) =>
        Path.Combine(installation.FolderOf(strategy), "trades.sqlite");

    public static async Task<(InstanceState State, long Generation)> StateAsync(
        this TestInstallation installation, int strategy)
    {
        var view = (await installation.FindAsync(strategy))!;
        return (view.State, view.Generation);
    }

    private static ProgramScripts ScriptsOf(TestInstallation installation) =>
        new(Path.Combine(installation.Data, "programs"));
}
