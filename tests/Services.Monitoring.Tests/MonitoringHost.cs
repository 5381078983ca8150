using System.Net.Http.Headers;
using BtcWatcher.Testing;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(TestServers))]
// The latest samples have fixed keys in the one Redis of the test process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace BtcWatcher.Services.Monitoring.Tests;

/// <summary>
/// The whole service as its Program builds it, on a real port, with real PostgreSQL, Redis and RabbitMQ.
/// </summary>
internal sealed class MonitoringHost : WebApplicationFactory<MonitoringOptions>
{
    private readonly Dictionary<string, string> _settings;
    private readonly Neighbours _neighbours;

    public MonitoringHost(string database, string redis, string rabbitMq, Neighbours neighbours)
    {
        _neighbours = neighbours;
        _settings = new Dictionary<string, string>
        {
            ["Installation:Key"] = "the installation key of the tests, long enough",
            ["Installation:Data"] = Path.GetTempPath(),
            ["Installation:Simulated"] = "true",
            ["ConnectionStrings:btcwatcher"] = database,
            ["ConnectionStrings:redis"] = redis,
            ["ConnectionStrings:rabbitmq"] = rabbitMq,
            ["services:api:http:0"] = neighbours.Address,
            ["services:supervisor:http:0"] = neighbours.Address,
            ["services:gateway:http:0"] = neighbours.Address,
            ["Monitoring:ErrorQueueInterval"] = "00:00:00.200",
            ["Monitoring:SupervisorTimeout"] = "00:00:01",
        };
        // MassTransit keeps the log of the host before, which is disposed, in the flow of the test.
        LogContext.Current = null!;
        UseKestrel(0);
        StartServer();
        Address = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    public string Address { get; }

    public HttpClient As(string? role)
    {
        var client = new HttpClient { BaseAddress = new Uri(Address) };
        if (role is null) return client;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _neighbours.Tokens.For(role));
        return client;
    }

    public Task PublishAsync<T>(T message)
        where T : class => Services.GetRequiredService<IBus>().Publish(message);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders());
    }
}
