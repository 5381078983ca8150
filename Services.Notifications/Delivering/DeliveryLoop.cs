using System.Collections.Concurrent;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Notifications.History;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Notifications.Delivering;

/// <summary>Takes what is due and sends it, several at once on each channel; makes digests of what was held.</summary>
internal sealed class DeliveryLoop(
    IServiceScopeFactory scopes, Delivery delivery, DeliveryWake wake, IOptionsMonitor<NotificationsOptions> options,
    TimeProvider clock, ILogger<DeliveryLoop> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, (Guid Channel, Task Task)> _running = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Attempts that run are let finish (each has its own time limit), so that a stop makes nothing uncertain.
        while (!stoppingToken.IsCancellationRequested)
        {
            var taken = await RoundAsync(stoppingToken);
            if (taken == 0) await IdleAsync(stoppingToken);
        }

        await Task.WhenAll(_running.Values.Select(running => running.Task));
    }

    private async Task<int> RoundAsync(CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DigestMaker>().RunAsync(ct);
            var claimed =
                await scope.ServiceProvider.GetRequiredService<DeliveryStore>().ClaimAsync(FullChannels(), ct);
            foreach (var notification in claimed) Start(notification);
            return claimed.Count;
        }
        catch (Exception fault) when (TransientFaults.Is(fault))
        {
            if (!ct.IsCancellationRequested) Log.DeliveryDelayed(logger, fault.Message);
            return 0;
        }
    }

    private async Task IdleAsync(CancellationToken ct)
    {
        try
        {
            await wake.WaitAsync(options.CurrentValue.PollInterval, ct);
        }
        catch (OperationCanceledException)
        {
            // The loop ends by itself.
        }
    }

    private Guid[] FullChannels() =>
    [
        .. _running.Values.GroupBy(running => running.Channel)
            .Where(channel => channel.Count() >= options.CurrentValue.LanesPerChannel).Select(channel => channel.Key),
    ];

    private void Start(Notification notification)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[notification.Id] = (notification.ChannelId, done.Task);
        _ = Task.Run(async () =>
        {
            try
            {
                await delivery.RunAsync(notification, CancellationToken.None);
            }
            catch (Exception fault)
            {
                // Its lease runs out and it is tried again; the others must not suffer from it.
                Log.AttemptFailed(logger, fault, notification.Id, clock.GetUtcNow());
            }
            finally
            {
                _running.TryRemove(notification.Id, out _);
                done.SetResult();
                wake.Set();
            }
        });
    }
}
