using Microsoft.Extensions.Options;
using Npgsql;

namespace BtcWatcher.Services.Signals.Model;

/// <summary>
/// Makes the partitions of the coming months ahead of time; what is missing is made on demand anyway.
/// </summary>
internal sealed class PartitionUpkeep(
    SignalPartitions partitions, IOptions<SignalsOptions> options, TimeProvider clock, ILogger<PartitionUpkeep> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                var now = clock.GetUtcNow();
                var months = Enumerable.Range(0, options.Value.MonthsAhead + 1).Select(ahead => now.AddMonths(ahead));
                await partitions.EnsureAsync(months, stoppingToken);
            }
            catch (NpgsqlException fault)
            {
                Log.PartitionsNotMade(logger, fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
