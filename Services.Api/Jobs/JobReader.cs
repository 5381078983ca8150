using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Strategies;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Jobs;

/// <summary>Reads how far jobs have come; one that is finished stays as it was then.</summary>
internal sealed class JobReader(ApiDbContext db, StrategyStates states, TimeProvider clock)
{
    private const int Most = 100;

    /// <returns>Null when there is no such job.</returns>
    public async Task<JobView?> FindAsync(Guid id, CancellationToken ct) =>
        await db.Jobs.FindAsync([id], ct) is { } job ? (await ReadAsync([job], ct))[0] : null;

    /// <summary>Those that were not finished when they were last read, the newest first.</summary>
    public async Task<IReadOnlyList<JobView>> UnfinishedAsync(CancellationToken ct) => await ReadAsync(
        await db.Jobs.Where(job => job.FinishedAt == null)
            .OrderByDescending(job => job.CreatedAt).Take(Most).ToListAsync(ct),
        ct);

    private async Task<List<JobView>> ReadAsync(List<Job> jobs, CancellationToken ct)
    {
        var ids = jobs.Where(job => job.Result is null)
            .SelectMany(job => job.Tasks()).Select(task => task.StrategyId).Distinct().ToList();
        var strategies = ids.Count == 0 ? [] : await db.Strategies.AsNoTracking()
            .Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, ct);
        var views = jobs.ConvertAll(job => View(job, strategies));
        await db.SaveChangesAsync(ct);
        return views;
    }

    private JobView View(Job job, Dictionary<int, Strategy> strategies)
    {
        if (job.Result is { } kept)
        {
            return JobRule.View(job, JsonSerializer.Deserialize<JobResult>(kept, MessageJson.Options)!);
        }

        var view = JobRule.View(job, JobRule.Sum([.. job.Tasks().Select(task => JobRule.Of(
            job.Kind, task, strategies.GetValueOrDefault(task.StrategyId),
            states.SupervisorSilent ? null : states.Find(task.StrategyId)))]));
        if (view.State == JobState.Running) return view;

        // What becomes of the strategies later is not this job's any more.
        job.FinishedAt = clock.GetUtcNow();
        job.Result = JsonSerializer.Serialize(view.Result, MessageJson.Options);
        return view with { FinishedAt = job.FinishedAt };
    }
}
