namespace BtcWatcher.Services.Api.Strategies;

/// <summary>
/// Asks the supervisor for all instances at the start and whenever it has been quiet: events may have been missed.
/// </summary>
internal sealed class StateRefresh(
    Neighbours neighbours, StrategyStates states, Live.LiveFeed feed, TimeProvider clock, ILogger<StateRefresh> logger)
    : BackgroundService
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var silent = false;
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            if (states.SinceHeard < Quiet) continue;
            if (await neighbours.InstancesAsync(stoppingToken) is { } instances)
            {
                await feed.InstancesAsync(states.Replace(instances), message: null, stoppingToken);
                silent = false;
            }
            else if (!silent)
            {
                silent = true;
                Log.SupervisorSilent(logger, "no answer to GET /internal/instances");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
