using BtcWatcher.ServiceDefaults.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.Database;

/// <summary>Migrates before any other hosted service starts; waits for a database that is not up yet.</summary>
internal sealed class DatabaseStart(
    ServiceDatabase database, IReadOnlyList<Migration> migrations, IOptions<DatabaseOptions> options,
    TimeProvider clock, ILogger<DatabaseStart> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await new SchemaMigrator(database, logger).RunAsync(migrations, cancellationToken);
                return;
            }
            catch (Exception fault) when (Passes(fault) && clock.GetElapsedTime(began) < options.Value.StartTimeout)
            {
                Log.DatabaseNotReady(logger, database.Schema, fault.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellationToken);
            }
        }
    }

    // Roles belong to the server, the advisory lock to a database: two installations on one server may meet (XX000).
    private static bool Passes(Exception fault) => TransientFaults.Is(fault)
        || fault is PostgresException
        {
            SqlState: "XX000" or PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation,
        };

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
