using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Notifications.Tests;

/// <summary>The whole service as its Program builds it, on a real port, with real PostgreSQL and RabbitMQ.</summary>
internal sealed class NotificationsHost : WebApplicationFactory<NotificationsOptions>
{
    private readonly Dictionary<string, string> _settings;
    private readonly Neighbours _neighbours;

    public NotificationsHost(
        string database, string rabbitMq, Neighbours neighbours, bool simulated,
        params (string Key, string Value)[] settings)
    {
        _neighbours = neighbours;
        _settings = new Dictionary<string, string>
        {
            ["Installation:Key"] = "the installation key of the tests, long enough",
            ["Installation:Simulated"] = simulated.ToString(),
            ["ConnectionStrings:btcwatcher"] = database,
            ["ConnectionStrings:rabbitmq"] = rabbitMq,
            ["services:api:http:0"] = neighbours.Address,
            ["services:signals:http:0"] = neighbours.Address,
            ["Notifications:PollInterval"] = "00:00:00.050",
            ["Notifications:FirstRetryDelay"] = "00:00:00.100",
            ["Notifications:LongestRetryDelay"] = "00:00:00.200",
            ["Notifications:SendTimeout"] = "00:00:02",
            ["Notifications:FollowInterval"] = "00:00:00.200",
            ["Notifications:FollowDistance"] = "00:10:00",
        };
        foreach (var (key, value) in settings) _settings[key] = value;
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

    /// <summary>Sends a message over the broker, as another service does.</summary>
    public Task PublishAsync<T>(T message)
        where T : class => Services.GetRequiredService<IBus>().Publish(message);

    public async Task<T> QueryAsync<T>(Func<NotificationsDbContext, Task<T>> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }

    /// <summary>Creates a channel as admin; its id.</summary>
    public async Task<Guid> CreateAsync(object channel)
    {
        using var admin = As("admin");
        var answer = await admin.PostAsJsonAsync("/api/v1/notifications/channels", channel);
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Created, body!.ToJsonString());
        return body["id"]!.GetValue<Guid>();
    }

    public Task<Guid> CreateWebhookAsync(string url, string name = "hook", bool limited = false) => CreateAsync(
        new { name, kind = "webhook", min_level = "ignore", limited, config = new { url } });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders());
    }
}
