using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Monitoring.Sampling;

/// <summary>Stores and publishes samples. A sample that fails is dropped: the next one is worth more.</summary>
internal sealed class SamplePublisher(
    IServiceScopeFactory scopes, Outbox outbox, ILogger<SamplePublisher> logger)
{
    /// <summary>Runs the steps one by one; a transient fault of one does not keep the others from running.</summary>
    public async Task RunAsync(string what, CancellationToken ct, params Func<Task>[] steps)
    {
        foreach (var step in steps)
        {
            try
            {
                await step();
            }
            catch (Exception fault) when (IsTransient(fault) && !ct.IsCancellationRequested)
            {
                Log.SampleLost(logger, what, fault.Message);
            }
        }
    }

    public async Task PublishAsync(CancellationToken ct, params object[] messages)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MonitoringDbContext>();
        foreach (var message in messages) outbox.Add(db, message);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>
    /// Stores the first sample of each five minutes, or the first that knows how much runs: right after the start nobody
    /// does. Forgets those that are too old.
    /// </summary>
    public async Task StoreAsync(TrendSample sample, TimeSpan retention, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MonitoringDbContext>();
        if (await db.TrendSamples.FindAsync([sample.At], ct) is { } known)
        {
            if (known.RunningStrategies is not null || sample.RunningStrategies is null) return;
            db.Entry(known).CurrentValues.SetValues(sample);
        }
        else
        {
            db.TrendSamples.Add(sample);
        }

        await db.SaveChangesAsync(ct);
        var oldest = sample.At - retention;
        await db.TrendSamples.Where(old => old.At < oldest).ExecuteDeleteAsync(ct);
    }

    private static bool IsTransient(Exception fault) => fault is DbUpdateException || TransientFaults.Is(fault);
}
