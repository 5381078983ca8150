using Npgsql;

namespace BtcWatcher.Services.Signals.Recording;

/// <summary>An acknowledgement is worth what PostgreSQL's settings make of a commit: says so when they are weaker.</summary>
internal sealed class DurabilityNotice(NpgsqlDataSource database, ILogger<DurabilityNotice> logger) : IHostedService
{
    private static readonly string[] Settings = ["fsync", "synchronous_commit", "full_page_writes"];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT name, setting FROM pg_settings WHERE name = ANY ($1) AND setting IN ('off', 'local')");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Settings });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Log.NotDurable(logger, reader.GetString(0), reader.GetString(1));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
