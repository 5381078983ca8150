using System.Globalization;
using BtcWatcher.AppHost.Local;
using BtcWatcher.AppHost.Local.Servers;

namespace BtcWatcher.Testing;

/// <summary>
/// Real PostgreSQL, Redis and RabbitMQ for one test process, started when first asked for. They and their folder go
/// with the process, however it ends. As a fixture: <c>[assembly: AssemblyFixture(typeof(TestServers))]</c>.
/// </summary>
public sealed class TestServers : IAsyncDisposable
{
    private const int VirtualHosts = 80;
    private const int Attempts = 5;

    private readonly Lazy<Task<DistributedApplication>> _application = new(() => Task.Run(StartApplicationAsync));
    private int _databases;
    private int _virtualHosts;

    /// <summary>Connection string of the superuser to the database <c>postgres</c>.</summary>
    public string Database => ConnectionString("postgres");

    /// <summary>StackExchange.Redis form. All tests of a process share it: use keys of your own.</summary>
    public string Redis => ConnectionString("redis");

    /// <summary>An <c>amqp://</c> address, virtual host <c>/</c>.</summary>
    public string RabbitMq => ConnectionString("rabbitmq");

    /// <summary>The three servers, running.</summary>
    public static async Task<TestServers> StartAsync()
    {
        var servers = new TestServers();
        await servers._application.Value;
        return servers;
    }

    /// <summary>A new empty database; returns the superuser's connection string to it.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var application = await _application.Value;
        var name = $"test{Interlocked.Increment(ref _databases)}";
        var admin = await RequiredAsync(application, "postgres");
        await Psql.ExecuteAsync(admin, $"CREATE DATABASE {name}", CancellationToken.None);
        return admin.Replace("Database=postgres", $"Database={name}", StringComparison.Ordinal);
    }

    /// <summary>An empty virtual host that no other caller gets; returns its <c>amqp://</c> address.</summary>
    public async Task<string> CreateVirtualHostAsync()
    {
        var address = await RequiredAsync(await _application.Value, "rabbitmq");
        var number = Interlocked.Increment(ref _virtualHosts);
        return number <= VirtualHosts
            ? $"{address}/test{number}"
            : throw new InvalidOperationException($"All {VirtualHosts} virtual hosts are in use: raise the constant.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_application.IsValueCreated)
        {
            await (await _application.Value).DisposeAsync();
        }
    }

    // Properties cannot wait otherwise; the start runs on other threads, so that this cannot lock itself out.
    private string ConnectionString(string name) =>
        RequiredAsync(_application.Value.GetAwaiter().GetResult(), name).GetAwaiter().GetResult();

    private static async Task<string> RequiredAsync(DistributedApplication application, string name) =>
        (await application.GetConnectionStringAsync(name))!;

    private static async Task<DistributedApplication> StartApplicationAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var application = Describe();
            try
            {
                await application.StartAsync();
                return application;
            }
            catch (HostException) when (attempt < Attempts)
            {
                // Another test process took one of the ports in between: other ports, other folder.
                await application.DisposeAsync();
            }
        }
    }

    private static DistributedApplication Describe()
    {
        var folder = Path.Combine(Path.GetTempPath(), "btcwatcher-test-" + Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(folder);
        var builder = DistributedApplication.CreateBuilder(
        [
            $"--Data:Directory={folder}",
            $"--Ports:Base={FreePorts.RandomBase().ToString(CultureInfo.InvariantCulture)}",
            "--Host:EndWithProcess=true",
            "--Host:Durable=false",
            $"--Host:VirtualHosts={VirtualHosts}",
        ]);
        builder.AddPostgres("postgres");
        builder.AddRedis("redis");
        builder.AddRabbitMQ("rabbitmq");
        return builder.Build();
    }
}
