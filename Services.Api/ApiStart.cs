using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Demo;
using BtcWatcher.Services.Api.Settings;

namespace BtcWatcher.Services.Api;

/// <summary>What must be there before the first request: settings, signing key, admin, demo strategies.</summary>
internal sealed class ApiStart(FileSettings settings, SigningKeys keys, IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await settings.LoadAsync(cancellationToken);
        await keys.LoadAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<FirstAdmin>().EnsureAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<DemoStrategies>().EnsureAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
