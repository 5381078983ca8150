using BtcWatcher.Testing;

[assembly: AssemblyFixture(typeof(BtcWatcher.Services.Api.Tests.Servers))]

namespace BtcWatcher.Services.Api.Tests;

/// <summary>Real servers, and one api that tests share as long as they leave nothing that others would see.</summary>
public sealed class Servers : IAsyncLifetime
{
    private TestServers? _servers;
    private string _broker = "";

    internal ApiHost Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _servers = await TestServers.StartAsync();
        _broker = await _servers.CreateVirtualHostAsync();
        Api = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Api is not null) await Api.DisposeAsync();
        if (_servers is not null) await _servers.DisposeAsync();
    }

    public Task<string> OwnBrokerAsync() => _servers!.CreateVirtualHostAsync();

    public Task<string> OwnDatabaseAsync() => _servers!.CreateDatabaseAsync();

    /// <summary>An api of its own; its broker is shared unless one is given.</summary>
    internal async Task<ApiHost> StartAsync(
        Dictionary<string, string?>? settings = null, string? database = null, string? broker = null,
        TestFolder? folder = null)
    {
        var all = new Dictionary<string, string?>(settings ?? []);
        // All tests share one Redis.
        all.TryAdd("ConnectionStrings:redis", _servers!.Redis);
        all.TryAdd("Live:Streams", $"test:{Guid.NewGuid():N}");
        return await ApiHost.StartAsync(
            database ?? await OwnDatabaseAsync(), broker ?? _broker, folder ?? new TestFolder(), all);
    }
}
