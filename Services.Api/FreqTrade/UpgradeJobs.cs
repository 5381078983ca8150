using System.Net;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Jobs;
using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.FreqTrade;

/// <summary>An upgrade of FreqTrade as a job: what a job shows, of the supervisor's own description.</summary>
internal sealed class UpgradeJobs(IHttpClientFactory clients)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private Guid? _goesOn;

    /// <returns>The upgrade with this id; null when there is none.</returns>
    /// <exception cref="HttpRequestException">The supervisor did not answer.</exception>
    public async Task<JobView?> FindAsync(Guid id, CancellationToken ct)
    {
        using var supervisor = clients.CreateClient(Neighbours.Supervisor);
        supervisor.Timeout = Patience;
        using var answer = await supervisor.GetAsync($"/internal/freqtrade/upgrades/{id}", ct);
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        answer.EnsureSuccessStatusCode();
        return Of((await answer.Content.ReadFromJsonAsync<Detail>(MessageJson.Options, ct))!);
    }

    /// <returns>The newest upgrade while it goes on, and once when it is over; null otherwise.</returns>
    /// <exception cref="HttpRequestException">The supervisor did not answer.</exception>
    public async Task<JobView?> NewestAsync(CancellationToken ct)
    {
        using var supervisor = clients.CreateClient(Neighbours.Supervisor);
        supervisor.Timeout = Patience;
        var page = await supervisor.GetFromJsonAsync<Page<UpgradeRow>>(
            "/internal/freqtrade/history?limit=1", MessageJson.Options, ct);
        if (page?.Items is not [var newest]) return null;
        if (newest.FinishedAt is null) _goesOn = newest.Id;
        else if (_goesOn != newest.Id) return null;
        else _goesOn = null;
        return await FindAsync(newest.Id, ct);
    }

    private static JobView Of(Detail detail)
    {
        var (upgrade, progress) = (detail.Upgrade, detail.Progress);
        var isOver = upgrade.FinishedAt is not null;
        var state = !isOver ? JobState.Running
            : upgrade.State == "succeeded" ? JobState.Succeeded : JobState.Failed;
        var failed = state == JobState.Failed ? progress.Total - progress.Restored : 0;
        var message = $"FreqTrade {upgrade.TargetVersion}: {upgrade.State.Replace('_', ' ')}, "
            + $"{progress.Healthy} of {progress.Total} instances run well on it, {progress.Restored} are back."
            + (upgrade.Reason is { } reason ? $" {reason}" : "");
        return new(
            upgrade.Id, JobKind.FreqtradeUpgrade, state,
            isOver ? 100 : progress.Total == 0 ? 0 : Math.Min(progress.Healthy * 100 / progress.Total, 99), message,
            new(progress.Total, progress.Healthy, failed, progress.Restored,
                isOver ? 0 : progress.Total - progress.Healthy - progress.Restored, []),
            upgrade.CreatedAt, upgrade.FinishedAt);
    }

    private sealed record Detail(UpgradeRow Upgrade, Counts Progress);

    private sealed record UpgradeRow(
        Guid Id, string TargetVersion, string State, string? Reason, DateTimeOffset CreatedAt,
        DateTimeOffset? FinishedAt);

    private sealed record Counts(int Total, int Healthy, int Restored);
}
