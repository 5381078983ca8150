using System.Text.Json;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Api.FreqTrade;
using BtcWatcher.Services.Api.Jobs;

namespace BtcWatcher.Services.Api.Live;

/// <summary>
/// Looks at unfinished jobs and the newest upgrade of FreqTrade, and tells what has changed: nobody runs jobs, so
/// nobody else could.
/// </summary>
internal sealed class JobWatch(
    LiveFeed feed, UpgradeJobs upgrades, IServiceScopeFactory scopes, TimeProvider clock, ILogger<JobWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UpgradeInterval = TimeSpan.FromSeconds(5);
    private readonly Dictionary<Guid, string> _told = [];
    private Guid? _upgrade;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var askedAt = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await LookAsync(scope.ServiceProvider.GetRequiredService<JobReader>(), stoppingToken);
                if (clock.GetElapsedTime(askedAt) < UpgradeInterval) continue;
                askedAt = clock.GetTimestamp();
                if (await upgrades.NewestAsync(stoppingToken) is not { } upgrade) continue;
                _upgrade = upgrade.JobId;
                await TellAsync(upgrade, stoppingToken);
            }
            catch (Exception fault) when (
                (fault is InvalidOperationException or JsonException or HttpRequestException
                    || TransientFaults.Is(fault))
                && !stoppingToken.IsCancellationRequested)
            {
                Log.NeighbourSilent(logger, "jobs", fault.Message);
            }
        }
    }

    private async Task LookAsync(JobReader reader, CancellationToken ct)
    {
        var jobs = await reader.UnfinishedAsync(ct);
        foreach (var job in jobs) await TellAsync(job, ct);
        // Somebody else saw the end of these first.
        foreach (var id in _told.Keys.Except(jobs.Select(job => job.JobId)).ToList())
        {
            if (await reader.FindAsync(id, ct) is { } over) await TellAsync(over, ct);
            if (id != _upgrade) _told.Remove(id);
        }
    }

    // Every process looks by itself; what they see alike is told once.
    private async Task TellAsync(JobView job, CancellationToken ct)
    {
        var seen = $"{job.JobId}:{job.State}:{job.Progress}:{job.Message}";
        if (_told.GetValueOrDefault(job.JobId) == seen) return;
        if (job.State != JobState.Running) _told.Remove(job.JobId);
        else _told[job.JobId] = seen;
        await feed.PublishAsync(LiveTopic.Jobs, seen, job with { Result = job.Result with { Strategies = [] } }, new(
            Level: LiveTopics.Level(job.State)), ct);
    }
}
