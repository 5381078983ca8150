using BtcWatcher.Testing;

[assembly: AssemblyFixture(typeof(BtcWatcher.Services.Supervisor.Tests.Harness.Servers))]

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>Real servers, once for the whole assembly, when a test asks for them.</summary>
public sealed class Servers : IAsyncDisposable
{
    private readonly Lazy<Task<TestServers>> _servers = new(TestServers.StartAsync);
    private readonly Lazy<Task<string>> _quietBroker;

    public Servers() => _quietBroker = new(async () => await (await GetAsync()).CreateVirtualHostAsync());

    public Task<TestServers> GetAsync() => _servers.Value;

    /// <summary>
    /// A virtual host for tests that send nothing: there are only so many, the others take one of their own.
    /// </summary>
    public Task<string> GetQuietBrokerAsync() => _quietBroker.Value;

    public async ValueTask DisposeAsync()
    {
        if (_servers.IsValueCreated) await (await _servers.Value).DisposeAsync();
    }
}
