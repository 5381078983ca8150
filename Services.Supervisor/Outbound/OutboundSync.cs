using System.Security.Cryptography;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Supervisor.Lifecycle;
using MassTransit;

namespace BtcWatcher.Services.Supervisor.Outbound;

/// <summary>
/// Asks the api for the routes when it says that one changed, and each minute. Instances that run get what is new by a
/// reload of their configuration, which makes their connections anew (facts 2.5, 3.5).
/// </summary>
internal sealed class OutboundSync(
    OutboundRoutes routes, ConfigRefresh refresh, IHttpClientFactory clients, TimeProvider clock,
    ILogger<OutboundSync> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _news = new(0);

    public void Wake() => _news.Release();

    // Before the fleet, which starts instances with them.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await routes.LoadAsync(cancellationToken);
        }
        catch (CryptographicException foreign)
        {
            // Another installation's data was restored here: the api will tell.
            Log.OutboundRoutesUnavailable(logger, foreign.Message);
        }

        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await FetchAsync(stoppingToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(_news.WaitAsync(limit.Token), Task.Delay(Poll, clock, limit.Token));
            await limit.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    private async Task FetchAsync(CancellationToken ct)
    {
        try
        {
            using var api = clients.CreateClient("api");
            var fetched = await api.GetFromJsonAsync<OutboundRoute[]>("/internal/proxies", MessageJson.Options, ct);
            if (!await routes.KeepAsync(fetched ?? [], ct)) return;
            Log.OutboundRoutesChanged(logger, fetched!.Length);
            refresh.Ask();
        }
        catch (Exception fault) when (!ct.IsCancellationRequested
            && (fault is HttpRequestException or JsonException || TransientFaults.Is(fault)))
        {
            Log.OutboundRoutesUnavailable(logger, fault.Message);
        }
    }
}

/// <summary>A proxy may be another now.</summary>
internal sealed class ProxyChangedConsumer(OutboundSync sync) : IConsumer<ProxyChanged>
{
    public Task Consume(ConsumeContext<ProxyChanged> context)
    {
        sync.Wake();
        return Task.CompletedTask;
    }
}
