using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using BtcWatcher.AppHost.Local.Control;
using BtcWatcher.AppHost.Local.Hosting;
using BtcWatcher.AppHost.Local.Processes;
using BtcWatcher.Testing;

namespace BtcWatcher.AppHost.Local.Tests.Hosting;

public sealed class ApplicationTests : IDisposable
{
    private readonly TestSystem _system = new();

    [Fact]
    public async Task Start_ProjectWithReferences_GetsAspiresVariables()
    {
        var builder = _system.Builder("--ConnectionStrings:cache=elsewhere:6379", "--Parameters:word=swordfish");
        var cache = builder.AddConnectionString("cache");
        var word = builder.AddParameter("word", secret: true);
        var other = TestSystem.StandIn(builder, "other").WithHttpEndpoint(name: "hook");
        TestSystem.StandIn(builder, "web")
            .WithReference(cache).WithReference(other).WithEnvironment("Secret__Word", word)
            .WithEnvironment("DOTNET_TieredPGO", "1").WaitFor(other);
        await using var app = builder.Build();
        await app.StartAsync();

        using var http = app.CreateHttpClient("web");
        var variables = await http.GetFromJsonAsync<Dictionary<string, string>>("/environment");

        Assert.Equal("elsewhere:6379", variables!["ConnectionStrings__cache"]);
        Assert.Equal("swordfish", variables["Secret__Word"]);
        Assert.Equal($"http://127.0.0.1:{_system.PortBase + 1104}", variables["services__other__http__0"]);
        Assert.Equal($"http://127.0.0.1:{_system.PortBase + 1105}", variables["services__other__hook__0"]);
        Assert.Equal($"http://127.0.0.1:{_system.PortBase + 1106}", variables["ASPNETCORE_URLS"]);
        Assert.Equal(_system.Data, variables["BTCWATCHER_DATA"]);
        Assert.Equal("0", variables["DOTNET_gcServer"]);
        Assert.Equal("1", variables["DOTNET_TieredPGO"]); // What the topology says goes before the host's own.
        Assert.Equal("false", variables["DOTNET_hostBuilder__reloadConfigOnChange"]);
        Assert.DoesNotContain(variables.Keys, k => k.StartsWith("OTEL_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_DependencyNeverReady_NamesItAndStartsNothingElse()
    {
        var builder = _system.Builder("--Host:StartTimeoutSeconds=3");
        var slow = TestSystem.StandIn(builder, "slow").WithEnvironment("STANDIN_NOT_READY", "yes");
        TestSystem.StandIn(builder, "web").WaitFor(slow);
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<HostException>(() => app.StartAsync());

        Assert.StartsWith("slow was not ready within 3 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("answers 503", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_system.Log("web")));
        Assert.Empty(Marks.Find(_system.Data));
    }

    [Fact]
    public async Task Start_ProgramEndsAtOnce_ShowsItsLastLinesAndEndsTheRest()
    {
        var builder = _system.Builder();
        TestSystem.StandIn(builder, "good");
        TestSystem.StandIn(builder, "bad").WithEnvironment("STANDIN_FAIL", "the setting 'colour' is missing");
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<HostException>(() => app.StartAsync());

        Assert.StartsWith("bad ended with code 3 before it was ready", error.Message, StringComparison.Ordinal);
        Assert.Contains("| the setting 'colour' is missing", error.Message, StringComparison.Ordinal);
        Assert.Empty(Marks.Find(_system.Data));
    }

    [Fact]
    public async Task Start_PortTaken_NamesPortHolderAndRemedy()
    {
        using var holder = new TcpListener(IPAddress.Any, _system.PortBase + 1104);
        holder.Start();
        var builder = _system.Builder();
        TestSystem.StandIn(builder, "web");
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<HostException>(() => app.StartAsync());

        Assert.Contains($"Port {_system.PortBase + 1104} for web is taken by process {Environment.ProcessId} (",
            error.Message, StringComparison.Ordinal);
        Assert.Contains("--port-base", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NotBuilt_SaysSo()
    {
        var builder = _system.Builder();
        builder.AddProject("web", "Nowhere/Nowhere.csproj", o => o.ExcludeLaunchProfile = true).WithHttpEndpoint();
        await using var app = builder.Build();

        var error = await Assert.ThrowsAsync<HostException>(() => app.StartAsync());

        Assert.StartsWith("web has not been built", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DataFolderInUse_IsRefused()
    {
        var builder = _system.Builder();
        TestSystem.StandIn(builder, "web");
        await using var first = builder.Build();
        await first.StartAsync();
        await using var second = _system.Builder().Build();

        var error = await Assert.ThrowsAsync<HostException>(() => second.StartAsync());

        Assert.Contains($"in use by a running system (process {Environment.ProcessId}", error.Message,
            StringComparison.Ordinal);
        Assert.Equal("running", SystemStatus.Of(_system.Data).State);
    }

    [Fact]
    public async Task Watch_ProjectCrashes_IsStartedAgainAndDegradedMeanwhile()
    {
        var builder = _system.Builder();
        TestSystem.StandIn(builder, "web");
        await using var app = builder.Build();
        await app.StartAsync();
        var before = Web().Process;
        using var http = app.CreateHttpClient("web");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.PostAsync("/crash", null));

        await Eventually.TrueAsync(() => Web().State == ResourceState.Restarting);
        Assert.Equal("degraded", SystemStatus.Of(_system.Data).State);
        await Eventually.TrueAsync(() => SystemStatus.Of(_system.Data).State == "running");
        Assert.Equal(1, Web().Restarts);
        Assert.NotEqual(before, Web().Process);
    }

    [Fact]
    public async Task Watch_ProjectHangs_IsKilledAndStartedAgain()
    {
        var builder = _system.Builder("--Host:SilentProbes=1");
        TestSystem.StandIn(builder, "web");
        await using var app = builder.Build();
        await app.StartAsync();
        var before = Web().Process!;

        using var stop = System.Diagnostics.Process.Start("kill", $"-STOP {before.Pid}");
        await stop.WaitForExitAsync();

        await Eventually.TrueAsync(
            () => Web() is { Restarts: 1, State: ResourceState.Running }, TimeSpan.FromSeconds(120));
        Assert.False(new ProcessIdentity(before.Pid, before.Start).IsAlive);
        Assert.Contains("web answered nothing to 1 probes in a row and was killed; starting it again",
            await File.ReadAllTextAsync(_system.Log("host")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ProjectLivesButIsNotReady_IsShownAndLeftAlone()
    {
        var builder = _system.Builder("--Host:SilentProbes=1");
        TestSystem.StandIn(builder, "web");
        await using var app = builder.Build();
        await app.StartAsync();
        var before = Web().Process;
        using var http = app.CreateHttpClient("web");

        (await http.PostAsync("/lose-readiness", null)).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(() => Web().Health == "unhealthy");
        (await http.PostAsync("/gain-readiness", null)).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(() => Web().Health == "healthy");

        Assert.Equal(0, Web().Restarts);
        Assert.Equal(before, Web().Process);
    }

    [Fact]
    public async Task Log_ProgramWritesThirtyMegabytes_IsBoundedAndTheProgramGoesOn()
    {
        var builder = _system.Builder();
        TestSystem.StandIn(builder, "web");
        await using var app = builder.Build();
        await app.StartAsync();
        using var http = app.CreateHttpClient("web");

        (await http.PostAsync("/flood", null)).EnsureSuccessStatusCode();

        await Eventually.TrueAsync(() => File.Exists(_system.Log("web") + ".2"));
        Assert.All(Directory.GetFiles(Path.GetDirectoryName(_system.Log("web"))!, "web.log*"),
            f => Assert.InRange(new FileInfo(f).Length, 0, 10 * 1024 * 1024));
    }

    [Fact]
    public async Task Stop_WebWaitsForRedis_EndsWebFirstAndLeavesNothing()
    {
        var builder = _system.Builder();
        var redis = builder.AddRedis("redis");
        TestSystem.StandIn(builder, "web").WithReference(redis).WaitFor(redis);
        var app = builder.Build();
        await app.StartAsync();
        var log = _system.Log("redis");
        var web = new ProcessIdentity(Web().Process!.Pid, Web().Process!.Start);
        Assert.Equal("running", SystemStatus.Of(_system.Data).State);
        Assert.True(web.IsAlive);

        await app.StopAsync();

        Assert.False(web.IsAlive);
        Assert.Empty(Marks.Find(_system.Data));
        Assert.False(File.Exists(log)); // With its process ends the folder of a test.
    }

    public void Dispose() => _system.Dispose();

    private ResourceStatus Web() => SystemStatus.Of(_system.Data).Resources.Single(r => r.Name == "web");
}
