using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Signals.Grading;
using BtcWatcher.Services.Signals.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BtcWatcher.Services.Signals.Tests.Harness;

/// <summary>
/// The whole service on a real port, with its own database and virtual host, and fakes of its neighbours.
/// </summary>
internal sealed class SignalsService : IAsyncDisposable
{
    public const string Key = "the installation key of the tests, long enough";
    private readonly TestUsers _users = new();
    private WebApplication? _app;

    private SignalsService(string admin, string rabbitMq, Neighbours neighbours) =>
        (Admin, RabbitMq, Neighbours) = (admin, rabbitMq, neighbours);

    /// <summary>Connection string of the superuser.</summary>
    public string Admin { get; }

    public string RabbitMq { get; }

    public Neighbours Neighbours { get; }

    public static InstallationKeys Keys { get; } = new(Key);

    /// <summary>Everything that was logged, scopes included.</summary>
    public ConcurrentQueue<string> Logged { get; } = new();

    public IServiceProvider Services => _app!.Services;

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public static async Task<SignalsService> StartAsync(
        Servers servers, Action<Neighbours>? prepare = null, params (string Key, string Value)[] settings)
    {
        var neighbours = await Neighbours.StartAsync();
        prepare?.Invoke(neighbours);
        var service = new SignalsService(
            await servers.Get.CreateDatabaseAsync(), await servers.Get.CreateVirtualHostAsync(), neighbours);
        await service.StartAgainAsync(settings);
        return service;
    }

    /// <summary>Stops the service where it runs, and starts it on the same database.</summary>
    public async Task StartAgainAsync(params (string Key, string Value)[] settings)
    {
        await StopAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Installation:Key"] = Key,
            ["Installation:Simulated"] = "true",
            ["ConnectionStrings:btcwatcher"] = Admin,
            ["ConnectionStrings:rabbitmq"] = RabbitMq,
            ["services:api:http:0"] = Neighbours.Address,
            ["services:supervisor:http:0"] = Neighbours.Address,
            ["urls"] = "http://127.0.0.1:0",
            ["Signals:RepairInterval"] = "00:00:00.2",
        });
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        builder.Services.AddSingleton<IUserKeys>(_users);
        builder.AddSignals();
        builder.Logging.ClearProviders().AddProvider(new CapturedLog(Logged));
        _app = builder.Build();
        _app.MapSignalsService();
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Neighbours.DisposeAsync();
    }

    /// <summary>Makes a strategy known, as the api's message does.</summary>
    public Task KnowAsync(int id, StrengthScale? scale = null, int epoch = 1) =>
        Services.GetRequiredService<StrategyDirectory>().SetAsync(
            Neighbours.Profile(id, scale, epoch), revision: 1, deleted: false, CancellationToken.None);

    public HttpClient Client() => new() { BaseAddress = new Uri(_app!.Urls.Single()) };

    public HttpClient As(string role)
    {
        var client = Client();
        var services = new ServiceTokens(Keys, new ServiceIdentity("notifications"), TimeProvider.System);
        client.DefaultRequestHeaders.Authorization = new(
            "Bearer", role == Policies.Service ? services.For("signals") : _users.TokenFor(role));
        return client;
    }

    public static string WebhookPath(int strategyId, string? secret = null) =>
        $"{WebhookEndpoints.Path}/{strategyId}/{secret ?? Keys.WebhookSecret(strategyId, 1)}";

    public async Task<HttpResponseMessage> PostAsync(int strategyId, HttpContent content, string? secret = null)
    {
        using var client = Client();
        return await client.PostAsync(WebhookPath(strategyId, secret), content);
    }

    public Task<HttpResponseMessage> PostAsync(int strategyId, JsonObject body, string? secret = null) =>
        PostAsync(strategyId, JsonContent.Create(body), secret);

    /// <summary>Posts a message that must be stored; returns its signal id.</summary>
    public async Task<Guid> StoreAsync(int strategyId, JsonObject body)
    {
        using var answer = await PostAsync(strategyId, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Equal("success", JsonNode.Parse(text)!["status"]!.GetValue<string>());
        return JsonNode.Parse(text)!["signal_id"]!.GetValue<Guid>();
    }

    public async Task<Signal> GetAsync(Guid id)
    {
        using var client = As(Policies.Viewer);
        return (await client.GetFromJsonAsync<Signal>($"/api/v1/signals/{id}", MessageJson.Options))!;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private sealed class CapturedLog(ConcurrentQueue<string> lines) : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private IExternalScopeProvider? _scopes;

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
            _scopes?.ForEachScope((scope, all) => all.Enqueue($"scope {scope}"), lines);
        }

        public void Dispose()
        {
        }
    }
}
