[assembly: AssemblyFixture(typeof(BtcWatcher.EndToEnd.Tests.SharedSystem))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace BtcWatcher.EndToEnd.Tests;

/// <summary>One system for all tests that leave it as it was; started by the first that asks.</summary>
public sealed class SharedSystem : IAsyncDisposable
{
    public const string Password = "e2e-Passw0rd!-long-enough";
    private RunningSystem? _system;

    internal async Task<RunningSystem> GetAsync() => _system ??= await RunningSystem.StartAsync(adminPassword: Password);

    public async ValueTask DisposeAsync()
    {
        if (_system is not null) await _system.DisposeAsync();
    }
}
