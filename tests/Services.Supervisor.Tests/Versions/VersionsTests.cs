using System.Net;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Versions;

public sealed class VersionsTests(Servers servers)
{
    [Fact]
    public async Task Versions_ConfiguredAndRegistered_AreVerifiedWithARunningStrategy()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await Eventually.TrueAsync(async () =>
            (await installation.GetAsync("version/current")).GetProperty("version").ValueKind == JsonValueKind.String);
        var current = await installation.GetAsync("version/current");
        Assert.Equal("2025.8", current.Text("version"));
        Assert.Equal("configured", current.GetProperty("details").Text("source"));
        await installation.AskAsync(3, DesiredState.Running, revision: 1);
        var view = await installation.UntilAsync(3, InstanceState.Running);

        var scripts = new ProgramScripts(Path.Combine(installation.Data, "programs"));
        var accepted = await installation.RegisterAsync(scripts.Write("2025.9"));
        var version = await installation.SettledAsync("2025.9");

        Assert.Equal("2025.9", accepted.Text("version"));
        Assert.True(version.Text("state") == "verified", version.ToString());
        Assert.Equal(
            ["version passed", "kind passed", "strategies passed", "canary passed"],
            version.GetProperty("checks").EnumerateArray()
                .Select(check => $"{check.Text("name")} {check.Text("result")}"));
        Assert.Equal("ready with strategy 3", version.GetProperty("checks")[3].Text("detail"));
        // The canary left nothing, was nobody's instance, sent nothing, and the strategy went on.
        Assert.False(Directory.Exists(installation.FolderOf(0)));
        Assert.DoesNotContain(InstanceMark.FindAll(installation.Data), found => found.Mark.StrategyId == 0);
        Assert.Null(await installation.FindAsync(0));
        Assert.DoesNotContain(installation.Api.Webhooks, path => path.Contains("canary", StringComparison.Ordinal));
        Assert.Equal(view.Pid, (await installation.FindAsync(3))!.Pid);
        Assert.Equal(2, (await installation.GetAsync("versions")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Verification_OfABrokenProgram_TellsWhy()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        await installation.UntilAsync(1, InstanceState.Running);
        var scripts = new ProgramScripts(Path.Combine(installation.Data, "programs"));

        await installation.RegisterAsync(scripts.Write("2025.10", trade: "echo it does not work >&2; exit 1"));
        var version = await installation.SettledAsync("2025.10");

        Assert.Equal("failed", version.Text("state"));
        var canary = version.GetProperty("checks").EnumerateArray().Last();
        Assert.Equal(("canary", "failed"), (canary.Text("name"), canary.Text("result")));
        Assert.Contains("it does not work", canary.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(InstanceState.Running, (await installation.FindAsync(1))!.State);
    }

    [Fact]
    public async Task Requests_ThatCannotBeMet_AreRefusedAndChangeNothing()
    {
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        await installation.StartAsync();
        await Eventually.TrueAsync(async () =>
            (await installation.GetAsync("version/current")).GetProperty("version").ValueKind == JsonValueKind.String);

        await RefusedAsync("install", new { image = "freqtradeorg/freqtrade:2025.9" }, HttpStatusCode.BadRequest);
        await RefusedAsync("install", new { command = "/bin/true" }, HttpStatusCode.BadRequest);
        await RefusedAsync("install", new { command = "/no/such/program" }, HttpStatusCode.BadRequest);
        await RefusedAsync("install", new { version = "2025.9" }, HttpStatusCode.Conflict);
        await RefusedAsync("upgrade", new { target_version = "2025.9" }, HttpStatusCode.NotFound);
        await RefusedAsync("upgrade", new { target_version = "../x" }, HttpStatusCode.BadRequest);
        await RefusedAsync("upgrade", new { target_version = "2025.8" }, HttpStatusCode.Conflict);
        await RefusedAsync("rollback", new { }, HttpStatusCode.Conflict);
        await installation.AskAsync(HttpMethod.Delete, "versions/2025.8", null, HttpStatusCode.Conflict);
        await installation.AskAsync(HttpMethod.Get, "versions/2025.9", null, HttpStatusCode.NotFound);

        Assert.Equal(1, (await installation.GetAsync("versions")).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await installation.GetAsync("history")).GetProperty("items").GetArrayLength());

        Task<JsonElement> RefusedAsync(string path, object body, HttpStatusCode status) =>
            installation.AskAsync(HttpMethod.Post, path, body, status);
    }
}
