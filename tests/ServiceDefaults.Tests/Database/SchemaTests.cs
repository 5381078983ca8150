using BtcWatcher.ServiceDefaults.Database;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.Tests.Database;

public sealed class SchemaTests(Servers servers)
{
    [Fact]
    public async Task Start_TwoProcessesAtOnce_MigrateOnce()
    {
        var (database, broker) = (await servers.Get.CreateDatabaseAsync(), servers.QuietBroker);

        var apps = await Task.WhenAll(
            TestService.StartAsync("signals", database, broker), TestService.StartAsync("signals", database, broker));

        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM signals.schema_version WHERE component = 'service'"));
        foreach (var app in apps) await app.DisposeAsync();
    }

    [Fact]
    public async Task Start_SchemaNewerThanProgram_RefusesAndSaysWhatToDo()
    {
        var (database, broker) = (await servers.Get.CreateDatabaseAsync(), servers.QuietBroker);
        await using (await TestService.StartAsync("signals", database, broker))
        {
        }

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => TestService.StartAsync("signals", database, broker, migrations: []));

        Assert.Equal(
            "Schema signals is at version 1, this program knows 0: start the newer program, "
            + "or restore the backup that was made before the upgrade.",
            error.Message);
    }

    [Fact]
    public async Task Start_MigrationFails_LeavesNothingHalfDone()
    {
        var (database, broker) = (await servers.Get.CreateDatabaseAsync(), servers.QuietBroker);

        await Assert.ThrowsAsync<PostgresException>(() => TestService.StartAsync(
            "signals", database, broker, migrations: [new(1, "bad", "CREATE TABLE half (id int); SELECT 1 FROM nowhere")]));

        Assert.Equal(0L, await ScalarAsync(
            database, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'signals' AND table_name = 'half'"));
    }

    [Fact]
    public async Task Role_OfAService_CannotReachAnotherSchema()
    {
        var (database, broker) = (await servers.Get.CreateDatabaseAsync(), servers.QuietBroker);
        await using var signals = await TestService.StartAsync("signals", database, broker);
        await using var other = await TestService.StartAsync("notifications", database, broker);

        await using var command = signals.Get<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM notifications.things");
        var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task Model_AgainstMigratedSchema_HasNoDrift()
    {
        var (database, broker) = (await servers.Get.CreateDatabaseAsync(), servers.QuietBroker);
        await using var app = await TestService.StartAsync("signals", database, broker);
        await using var scope = app.Services.CreateAsyncScope();

        Assert.Empty(await SchemaComparison.DifferencesAsync(scope.ServiceProvider.GetRequiredService<ThingsDbContext>()));
    }

    [Fact]
    public async Task Model_ColumnMissingInSchema_IsFound()
    {
        var (database, broker) = (await servers.Get.CreateDatabaseAsync(), servers.QuietBroker);
        Migration[] drifted = [new(1, "things", "CREATE TABLE things (id uuid PRIMARY KEY, some_name int)")];
        await using var app = await TestService.StartAsync("signals", database, broker, migrations: drifted);
        await using var scope = app.Services.CreateAsyncScope();

        var differences = await SchemaComparison.DifferencesAsync(scope.ServiceProvider.GetRequiredService<ThingsDbContext>());

        Assert.Equal(["things.some_name: model text not null, schema integer null"], differences);
    }

    [Fact]
    public async Task Pools_OfAllServices_FitTheServersLimit()
    {
        var limit = int.Parse((string)(await ScalarAsync(await servers.Get.CreateDatabaseAsync(), "SHOW max_connections"))!);

        // Five services with a database, two processes of each during a rolling start, and ten for people and tools.
        Assert.True((5 * 2 * new PerformanceSettings().DbPoolMaxSize) + 10 <= limit, $"max_connections is {limit}");
    }

    private static async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
