using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

public sealed class ProxyTests(Servers servers)
{
    [Fact]
    public async Task Proxy_ThatChanges_IsTakenByTheRunningInstanceAndKeptForAStartWithoutTheApi()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        var proxy = Guid.NewGuid();
        installation.Api.Proxies[proxy] = "http://me:secret@127.0.0.1:3128";
        await installation.StartAsync();
        var definition = TestConfigs.Definition(1) with { Proxy = new() { Id = proxy, Url = "" } };
        await installation.AskAsync(1, DesiredState.Running, 1, definition: definition);
        var running = await installation.UntilAsync(1, InstanceState.Running);
        Assert.Equal("http://me:secret@127.0.0.1:3128", Proxies(installation)!["httpsProxy"]!.GetValue<string>());

        installation.Api.Proxies[proxy] = "socks5://127.0.0.1:1080";
        await installation.Bus.PublishAsync(new ProxyChanged { ProxyId = proxy, Revision = 2 });
        await Eventually.TrueAsync(() => Proxies(installation)?["socksProxy"] is not null, TimeSpan.FromMinutes(1));
        Assert.Equal("socks5://127.0.0.1:1080", Proxies(installation)!["wsSocksProxy"]!.GetValue<string>());
        Assert.Null(Proxies(installation)!["httpsProxy"]);
        await Eventually.TrueAsync(
            () => installation.SupervisorOutput.Any(line => line.Contains("is read again", StringComparison.Ordinal)),
            TimeSpan.FromMinutes(1));
        var after = await installation.UntilAsync(1, InstanceState.Running);
        Assert.Equal((running.Generation, running.Pid), (after.Generation, after.Pid));

        await installation.KillAsync();
        installation.Api.IsAway = true;
        await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, 2, nonce: 1);
        await installation.UntilAsync(
            1, view => view.State == InstanceState.Running && view.Generation > after.Generation);
        Assert.Equal("socks5://127.0.0.1:1080", Proxies(installation)!["socksProxy"]!.GetValue<string>());

        installation.Api.IsAway = false;
        installation.Api.Proxies[proxy] = null;
        await installation.Bus.PublishAsync(new ProxyChanged { ProxyId = proxy, Revision = 3 });
        await Eventually.TrueAsync(() => Proxies(installation)?["socksProxy"] is null, TimeSpan.FromMinutes(1));
    }

    private static JsonObject? Proxies(TestInstallation installation)
    {
        var text = File.ReadAllText(Path.Combine(installation.FolderOf(1), "config.json"));
        return JsonNode.Parse(text)!["exchange"]!["ccxt_config"] as JsonObject;
    }
}
