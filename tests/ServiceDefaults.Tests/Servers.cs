using BtcWatcher.Testing;

[assembly: AssemblyFixture(typeof(BtcWatcher.ServiceDefaults.Tests.Servers))]

namespace BtcWatcher.ServiceDefaults.Tests;

/// <summary>Real servers, once for the whole assembly.</summary>
public sealed class Servers : IAsyncLifetime
{
    private TestServers? _servers;

    public TestServers Get => _servers!;

    /// <summary>A virtual host for tests that send nothing; the others take one of their own.</summary>
    public string QuietBroker { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _servers = await TestServers.StartAsync();
        QuietBroker = await _servers.CreateVirtualHostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null) await _servers.DisposeAsync();
    }
}
