using Microsoft.Extensions.Logging;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.Database;

/// <summary>
/// Brings a schema to the program's version, under an advisory lock, before the service begins to serve.
/// </summary>
internal sealed class SchemaMigrator(ServiceDatabase database, ILogger logger)
{
    private const string Defaults = "defaults";
    private const string Service = "service";

    /// <exception cref="InvalidOperationException">The schema is newer than this program.</exception>
    public async Task RunAsync(IReadOnlyList<Migration> migrations, CancellationToken ct)
    {
        await EnsureRoleAndSchemaAsync(ct);
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(ct);
        await ExecuteAsync(
            connection, $"SELECT pg_advisory_lock(hashtextextended('btcwatcher:{database.Schema}', 0))", ct);
        await ExecuteAsync(connection, """
            CREATE TABLE IF NOT EXISTS schema_version (
                component text NOT NULL, version int NOT NULL, name text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (component, version))
            """, ct);
        await ApplyAsync(connection, Defaults, DefaultMigrations.All, ct);
        await ApplyAsync(connection, Service, migrations, ct);
    }

    private async Task EnsureRoleAndSchemaAsync(CancellationToken ct)
    {
        if (await RoleWorksAsync(ct)) return;

        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.AdminConnectionString) { Pooling = false }.ConnectionString);
        await using var admin = await source.OpenConnectionAsync(ct);
        // Roles belong to the whole server, so one lock for all schemas.
        await ExecuteAsync(admin, "SELECT pg_advisory_lock(hashtextextended('btcwatcher:roles', 0))", ct);
        await ExecuteAsync(admin, $"""
            DO $do$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{database.Role}') THEN
                    CREATE ROLE {database.Role} LOGIN;
                END IF;
            END $do$;
            ALTER ROLE {database.Role} LOGIN PASSWORD '{database.Password}';
            CREATE SCHEMA IF NOT EXISTS {database.Schema};
            ALTER SCHEMA {database.Schema} OWNER TO {database.Role};
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
            """, ct);
    }

    private async Task<bool> RoleWorksAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand(
                "SELECT nspowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) "
                + "FROM pg_namespace WHERE nspname = @name",
                connection);
            command.Parameters.AddWithValue("name", database.Schema);
            return await command.ExecuteScalarAsync(ct) is true;
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InvalidPassword
            or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return false;
        }
    }

    private async Task ApplyAsync(
        NpgsqlConnection connection, string component, IReadOnlyList<Migration> migrations, CancellationToken ct)
    {
        var newest = migrations.Count;
        for (var i = 0; i < newest; i++)
        {
            if (migrations[i].Version != i + 1)
            {
                throw new InvalidOperationException($"Migration '{migrations[i].Name}' must have version {i + 1}.");
            }
        }

        await using var read = new NpgsqlCommand(
            "SELECT coalesce(max(version), 0) FROM schema_version WHERE component = @component", connection);
        read.Parameters.AddWithValue("component", component);
        var current = (int)(await read.ExecuteScalarAsync(ct))!;
        if (current > newest)
        {
            throw new InvalidOperationException(
                $"Schema {database.Schema} is at version {current}, this program knows {newest}: "
                + "start the newer program, or restore the backup that was made before the upgrade.");
        }

        foreach (var migration in migrations.Skip(current)) await ApplyOneAsync(connection, component, migration, ct);
    }

    private async Task ApplyOneAsync(
        NpgsqlConnection connection, string component, Migration migration, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, migration.Sql, ct);
        await using var record = new NpgsqlCommand(
            "INSERT INTO schema_version (component, version, name) VALUES (@component, @version, @name)", connection);
        record.Parameters.AddWithValue("component", component);
        record.Parameters.AddWithValue("version", migration.Version);
        record.Parameters.AddWithValue("name", migration.Name);
        await record.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        Log.MigrationApplied(logger, database.Schema, migration.Version, migration.Name);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
