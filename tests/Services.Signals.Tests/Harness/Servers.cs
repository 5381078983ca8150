using BtcWatcher.Testing;

[assembly: AssemblyFixture(typeof(BtcWatcher.Services.Signals.Tests.Harness.Servers))]

namespace BtcWatcher.Services.Signals.Tests.Harness;

/// <summary>Real PostgreSQL, Redis and RabbitMQ, once for the whole assembly.</summary>
public sealed class Servers : IAsyncLifetime
{
    private TestServers? _servers;

    public TestServers Get => _servers!;

    public async ValueTask InitializeAsync() => _servers = await TestServers.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }
}
