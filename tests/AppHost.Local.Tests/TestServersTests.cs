using System.Data.Common;
using System.Globalization;
using System.Text;
using BtcWatcher.AppHost.Local.Processes;
using BtcWatcher.AppHost.Local.Servers;
using BtcWatcher.Testing;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace BtcWatcher.AppHost.Local.Tests;

public sealed class TestServersTests(TestServers servers)
{
    [Fact]
    public async Task CreateDatabase_CalledTwice_GivesTwoEmptyDatabases()
    {
        var first = await servers.CreateDatabaseAsync();
        var second = await servers.CreateDatabaseAsync();
        await Psql.ExecuteAsync(first, "CREATE TABLE seen (id int)", CancellationToken.None);

        var tables = await Psql.ExecuteAsync(second, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'",
            CancellationToken.None);

        Assert.Equal("0", tables.Trim());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Database_Running_HasTheSettingsOfTheSystem()
    {
        var settings = await Psql.ExecuteAsync(servers.Database,
            "SELECT string_agg(setting, ',' ORDER BY name) FROM pg_settings "
            + "WHERE name IN ('max_connections', 'password_encryption', 'unix_socket_directories', 'listen_addresses')",
            CancellationToken.None);

        Assert.Equal("127.0.0.1,250,scram-sha-256,", settings.Trim());
    }

    [Fact]
    public async Task Redis_WithoutPassword_IsRefused()
    {
        var port = int.Parse(servers.Redis.Split(':', ',')[1], CultureInfo.InvariantCulture);

        var problem = await Probe.AskAsync(port, "PING\r\n"u8.ToArray(),
            answer => Encoding.ASCII.GetString(answer).StartsWith("-NOAUTH", StringComparison.Ordinal) ? true : null,
            CancellationToken.None);

        Assert.Null(problem);
    }

    [Fact]
    public async Task CreateVirtualHost_CalledTwice_GivesTwoAddresses()
    {
        var first = await servers.CreateVirtualHostAsync();
        var second = await servers.CreateVirtualHostAsync();

        Assert.NotEqual(first, second);
        Assert.StartsWith("amqp://btcwatcher:", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_AfterStart_LeavesNeitherProcessNorFolder()
    {
        var own = await TestServers.StartAsync();
        var port = new DbConnectionStringBuilder { ConnectionString = own.Database }["Port"];
        var folder = Marks.EnvironmentOf(PostgresProcess($"port={port}").Pid)![Marks.Data];
        Assert.Equal(4, Marks.Find(folder).Select(p => p.Resource).Distinct().Count());

        await own.DisposeAsync();

        Assert.Empty(Marks.Find(folder));
        Assert.False(Directory.Exists(folder));
    }

    private static ProcessIdentity PostgresProcess(string argument) => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
        .Where(name => CommandLine(name!).Split('\0').Contains(argument))
        .Select(name => ProcessIdentity.Of(int.Parse(name!, CultureInfo.InvariantCulture))!)
        .First();

    private static string CommandLine(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
