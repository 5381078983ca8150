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
    private static readonly TimeSpan WhileSomeWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);
    private bool _failed;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await strategies.LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var next = await TryFetchAsync(stoppingToken);
            await Task.Delay(Pause, clock, stoppingToken);
            await strategies.WaitForQuestionAsync(next, stoppingToken);
        }
    }

    /// <returns>How long to wait for a question before the next fetch.</returns>
    private async Task<TimeSpan> TryFetchAsync(CancellationToken ct)
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

            _failed = false;
            return await waiting.GradeAsync(ct) == 0 ? Idle : WhileSomeWait;
        }
        catch (Exception fault) when (fault is HttpRequestException or System.Text.Json.JsonException
            or Npgsql.NpgsqlException or Microsoft.EntityFrameworkCore.DbUpdateException
            || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            if (!_failed)
            {
                Log.StrategiesNotFetched(logger, fault.Message);
            }

            _failed = true;
            return TimeSpan.Zero;
        }
    }
}
