using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Signals.Grading;

/// <summary>
/// Fetches all strategies from the api: at the start, when a signal of an unknown strategy came, and while one waits.
/// Changes in between come as <see cref="StrategyChanged"/>.
/// </summary>
internal sealed class StrategyFollower(
    StrategyDirectory strategies, WaitingSignals waiting, IHttpClientFactory clients, TimeProvider clock,
    ILogger<StrategyFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await strategies.LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var settled = await TryFetchAsync(stoppingToken);
            await Task.Delay(Pause, clock, stoppingToken);
            await strategies.WaitForQuestionAsync(settled ? Idle : TimeSpan.Zero, stoppingToken);
        }
    }

    /// <returns>Whether the api answered and no signal waits any longer.</returns>
    private async Task<bool> TryFetchAsync(CancellationToken ct)
    {
        try
        {
            var revisions = strategies.Revisions;
            using var client = clients.CreateClient("api");
            var all = await client.GetFromJsonAsync<List<StrategyDefinition>>(
                "/internal/strategies", MessageJson.Options, ct);
            foreach (var definition in all!)
            {
                var id = definition.Profile.StrategyId;
                await strategies.SetAsync(definition.Profile, revisions.GetValueOrDefault(id), deleted: false, ct);
            }

            return await waiting.GradeAsync(ct) == 0;
        }
        catch (Exception fault) when (fault is HttpRequestException or System.Text.Json.JsonException
            or Npgsql.NpgsqlException or Microsoft.EntityFrameworkCore.DbUpdateException
            || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            Log.StrategiesNotFetched(logger, fault.Message);
            return false;
        }
    }
}
