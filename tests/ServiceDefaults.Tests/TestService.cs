using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Database;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.ServiceDefaults.Tests;

public sealed class Thing
{
    public Guid Id { get; set; }
    public string SomeName { get; set; } = "";
}

public sealed class ThingsDbContext(DbContextOptions<ThingsDbContext> options) : ServiceDbContext(options)
{
    public DbSet<Thing> Things => Set<Thing>();
}

/// <summary>A whole small service, as every service of the installation is put together.</summary>
internal static class TestService
{
    public const string Key = "the installation key of the tests, long enough";

    public static IReadOnlyList<Migration> Migrations { get; } =
        [new(1, "things", "CREATE TABLE things (id uuid PRIMARY KEY, some_name text NOT NULL)")];

    public static async Task<WebApplication> StartAsync(
        string name, string database, string rabbitMq, Action<ConsumerList>? consumers = null,
        Action<WebApplicationBuilder>? configure = null, IReadOnlyList<Migration>? migrations = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Installation:Key"] = Key,
            ["ConnectionStrings:btcwatcher"] = database,
            ["ConnectionStrings:rabbitmq"] = rabbitMq,
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.AddServiceDefaults(name);
        builder.AddDatabase<ThingsDbContext>(name, migrations ?? Migrations);
        builder.AddMessaging(consumers);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGet("/viewer", () => "viewer").RequireAuthorization(Policies.Viewer);
        app.MapGet("/admin", () => "admin").RequireAuthorization(Policies.Admin);
        app.MapGet("/internal/thing", () => "thing").RequireAuthorization(Policies.Service);
        app.MapGet("/unnamed", () => "any user");
        app.MapPost("/things", (Thing thing) => thing.SomeName).RequireAuthorization(Policies.Service);
        app.MapGet("/fault", string () => throw new InvalidOperationException("secret detail")).RequireAuthorization(Policies.Service);
        app.MapGet("/away", string () => throw new TimeoutException("secret detail")).RequireAuthorization(Policies.Service);
        try
        {
            await app.StartAsync();
            await Eventually.TrueAsync(app.IsReadyAsync);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return app;
    }

    // The bus binds its queues after the start; what is published before is lost.
    private static async Task<bool> IsReadyAsync(this WebApplication app)
    {
        using var client = app.Client();
        using var response = await client.GetAsync("/health/ready");
        return response.IsSuccessStatusCode;
    }

    /// <summary>A client that calls the service as another service of the installation.</summary>
    public static HttpClient ClientAs(this WebApplication app, string caller, string audience, string key = Key)
    {
        var tokens = new ServiceTokens(new InstallationKeys(key), new ServiceIdentity(caller), TimeProvider.System);
        var client = app.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.For(audience));
        return client;
    }

    public static HttpClient Client(this WebApplication app) => new() { BaseAddress = new Uri(app.Urls.Single()) };

    public static T Get<T>(this WebApplication app)
        where T : notnull => app.Services.GetRequiredService<T>();
}
