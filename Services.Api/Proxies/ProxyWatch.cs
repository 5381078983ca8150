using BtcWatcher.ServiceDefaults.Messaging;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Proxies;

internal sealed class ProxyOptions
{
    public const string Section = "Proxies";

    /// <summary>How often is looked which proxies are due.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Checks each proxy when it is due: at its creation, each interval, and sooner on trouble.</summary>
internal sealed class ProxyWatch(
    IServiceScopeFactory scopes, IOptions<ProxyOptions> options, TimeProvider clock, ILogger<ProxyWatch> logger)
    : BackgroundService
{
    private const int AtOnce = 8;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var due = await scope.ServiceProvider.GetRequiredService<ProxyChecks>().TakeDueAsync(stoppingToken);
                await Parallel.ForEachAsync(
                    due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                    CheckAsync);
            }
            catch (Exception fault) when (TransientFaults.Is(fault) && !stoppingToken.IsCancellationRequested)
            {
                Log.ProxyCheckDelayed(logger, fault.Message);
            }
        }
    }

    private async ValueTask CheckAsync(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ProxyChecks>().CheckAsync(id, ct);
    }
}
