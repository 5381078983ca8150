using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RabbitMQ.Client.Exceptions;

namespace BtcWatcher.Services.Monitoring.Broker;

/// <summary>
/// Raises an alert once when an error queue holds messages, and resolves it when the queue is empty again.
/// </summary>
internal sealed class ErrorQueueWatch(
    ErrorQueues queues, IServiceScopeFactory scopes, Outbox outbox, IOptionsMonitor<MonitoringOptions> options,
    TimeProvider clock, ILogger<ErrorQueueWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await RoundAsync(stoppingToken);
            await Task.Delay(options.CurrentValue.ErrorQueueInterval, clock, stoppingToken);
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        try
        {
            foreach (var (queue, count) in await queues.CountAsync(ct)) await TellAsync(queue, count, ct);
        }
        catch (Exception fault) when (MayPass(fault) && !ct.IsCancellationRequested)
        {
            Log.ErrorQueuesUnknown(logger, fault.Message);
        }
    }

    private static bool MayPass(Exception fault) =>
        fault is BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException
            or DbUpdateException || TransientFaults.Is(fault);

    private async Task TellAsync(string queue, long count, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MonitoringDbContext>();
        var open = await db.ErrorQueueAlerts.FindAsync([queue], ct);
        if (count > 0 == open is not null) return;

        var now = clock.GetUtcNow();
        if (open is null)
        {
            db.ErrorQueueAlerts.Add(new ErrorQueueAlert { Queue = queue, RaisedAt = now });
            outbox.Add(db, Raised(queue, count, now));
            Log.ErrorQueueFilled(logger, queue, count);
        }
        else
        {
            db.ErrorQueueAlerts.Remove(open);
            outbox.Add(db, new AlertResolved { Key = KeyOf(queue), At = now });
            Log.ErrorQueueEmptied(logger, queue);
        }

        await db.SaveChangesAsync(ct); // The alert's state and its message, in one transaction.
    }

    private static string KeyOf(string queue) => $"broker:error_queue:{queue}";

    private static AlertRaised Raised(string queue, long count, DateTimeOffset now) => new()
    {
        Key = KeyOf(queue),
        Severity = AlertSeverity.Warning,
        TitleEn = $"Messages in the error queue {queue}",
        TitleZh = $"错误队列 {queue} 中有消息",
        Detail = $"{count} messages could not be handled. Look at them in the broker, and put them back once the cause "
            + "is gone.",
        At = now,
    };
}
