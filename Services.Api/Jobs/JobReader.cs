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
        await db.Jobs.FindAsync([id], ct) is { } job ? await ViewAsync(job, ct) : null;

    /// <summary>Those that were not finished when they were last read, the newest first.</summary>
    public async Task<IReadOnlyList<JobView>> UnfinishedAsync(CancellationToken ct)
    {
        var jobs = await db.Jobs.Where(job => job.FinishedAt == null)
            .OrderByDescending(job => job.CreatedAt).Take(Most).ToListAsync(ct);
        var views = new List<JobView>(jobs.Count);
        foreach (var job in jobs) views.Add(await ViewAsync(job, ct));
        return views;
    }

    private async Task<JobView> ViewAsync(Job job, CancellationToken ct)
    {
        if (job.Result is { } kept)
        {
            return JobRule.View(job, JsonSerializer.Deserialize<JobResult>(kept, MessageJson.Options)!);
        }

        var view = JobRule.View(job, await ResultAsync(job, ct));
        if (view.State == JobState.Running) return view;

        // What becomes of the strategies later is not this job's any more.
        job.FinishedAt = clock.GetUtcNow();
        job.Result = JsonSerializer.Serialize(view.Result, MessageJson.Options);
        await db.SaveChangesAsync(ct);
        return view with { FinishedAt = job.FinishedAt };
    }

    private async Task<JobResult> ResultAsync(Job job, CancellationToken ct)
    {
        var tasks = job.Tasks();
        var ids = tasks.Select(task => task.StrategyId).ToList();
        var strategies = await db.Strategies.AsNoTracking().Where(row => ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, ct);
        return JobRule.Sum([.. tasks.Select(task => JobRule.Of(
            job.Kind, task, strategies.GetValueOrDefault(task.StrategyId),
            states.SupervisorSilent ? null : states.Find(task.StrategyId)))]);
    }
}
