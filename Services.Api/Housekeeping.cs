using BtcWatcher.ServiceDefaults.Messaging;
using Npgsql;

namespace BtcWatcher.Services.Api;

/// <summary>Removes, once an hour, what has expired and explains nothing any more.</summary>
internal sealed class Housekeeping(NpgsqlDataSource database, TimeProvider clock, ILogger<Housekeeping> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CleanAsync(stoppingToken);
            }
            catch (Exception fault) when (TransientFaults.Is(fault) && !stoppingToken.IsCancellationRequested)
            {
                Log.CleaningDelayed(logger, fault.Message);
            }
        }
    }

    /// <summary>One round.</summary>
    // Expired sessions stay a month for whoever wants to see where an account was used.
    internal async Task CleanAsync(CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        foreach (var sql in (string[])
        [
            "delete from ws_tickets where expires_at < $1",
            "delete from login_failures where last_at < $1 - interval '2 days'",
            "delete from refresh_tokens where expires_at < $1",
            "delete from sessions where expires_at < $1 - interval '30 days'",
            "delete from api_keys where coalesce(revoked_at, expires_at) < $1 - interval '90 days'",
            "delete from signing_keys where retired_at < $1 - interval '31 days'",
            "delete from idempotent_answers where created_at < $1 - interval '2 days'",
            "delete from strategy_drafts where updated_at < $1 - interval '7 days'",
            "delete from jobs where created_at < $1 - interval '30 days'",
        ])
        {
            batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = clock.GetUtcNow().UtcDateTime } } });
        }

        Log.CleanedUp(logger, await batch.ExecuteNonQueryAsync(ct));
    }
}
