using System.Diagnostics;
using System.Globalization;
using System.Net;
using BtcWatcher.AppHost.Local;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BtcWatcher.Bench.Ingest;

/// <summary>PostgreSQL (fsync and synchronous commit on), RabbitMQ, and the service as a process of its own.</summary>
internal sealed class IngestSystem : IAsyncDisposable
{
    private const string Key = "the installation key of the benchmark, long enough";
    private readonly DistributedApplication _servers;
    private readonly WebApplication _api;
    private readonly Process _service;
    private readonly string _folder;

    private IngestSystem(
        DistributedApplication servers, WebApplication api, Process service, string folder, Uri address,
        string database)
    {
        (_servers, _api, _service, _folder, Address, Database) = (servers, api, service, folder, address, database);
    }

    public Uri Address { get; }

    public string Database { get; }

    /// <summary>Path of a strategy's webhook, its secret included.</summary>
    public string WebhookPath { get; } = $"/api/v1/signals/webhook/1/{new InstallationKeys(Key).WebhookSecret(1, 1)}";

    public static async Task<IngestSystem> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("btcwatcher-bench-").FullName;
        var servers = Describe(folder);
        await servers.StartAsync();
        var database = (await servers.GetConnectionStringAsync("postgres"))!;
        await using (var admin = NpgsqlDataSource.Create(database))
        {
            await using var create = admin.CreateCommand("CREATE DATABASE bench");
            await create.ExecuteNonQueryAsync();
        }

        database = database.Replace("Database=postgres", "Database=bench", StringComparison.Ordinal);
        var api = await StartApiAsync();
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next().ToString(CultureInfo.InvariantCulture)}");
        var rabbitMq = (await servers.GetConnectionStringAsync("rabbitmq"))!;
        var service = StartService(address, database, rabbitMq, api.Urls.Single());
        await AwaitReadyAsync(address, service);
        return new IngestSystem(servers, api, service, folder, address, database);
    }

    /// <exception cref="InvalidOperationException">An acknowledged signal is missing or is there twice.</exception>
    public async Task CheckAsync(long acknowledged)
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand("SELECT count(*) FROM signals.signals");
        var stored = (long)(await command.ExecuteScalarAsync())!;
        if (stored != acknowledged)
        {
            throw new InvalidOperationException($"{acknowledged} signals were acknowledged, {stored} are stored.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _service.Kill();
        await _service.WaitForExitAsync();
        _service.Dispose();
        await _api.DisposeAsync();
        await _servers.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static DistributedApplication Describe(string folder)
    {
        var builder = DistributedApplication.CreateBuilder(
        [
            $"--Data:Directory={folder}",
            $"--Ports:Base={FreePorts.RandomBase().ToString(CultureInfo.InvariantCulture)}",
            "--Host:EndWithProcess=true",
        ]);
        builder.AddPostgres("postgres");
        builder.AddRabbitMQ("rabbitmq");
        return builder.Build();
    }

    private static async Task<WebApplication> StartApiAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => MessageJson.Apply(json.SerializerOptions));
        var api = builder.Build();
        var strategy = new StrategyDefinition { Profile = Profile, PairWhitelist = [] };
        api.MapGet("/internal/strategies", () => new[] { strategy });
        await api.StartAsync();
        return api;
    }

    private static StrategyProfile Profile { get; } = new()
    {
        StrategyId = 1,
        Version = 1,
        VersionLabel = "v1.0",
        Name = "Bench",
        StrategyClass = "Bench",
        Exchange = "binance",
        Timeframe = "5m",
        Strength = StrengthScale.Default,
    };

    private static Process StartService(Uri address, string database, string rabbitMq, string api)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Services.Signals.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ConnectionStrings__btcwatcher"] = database;
        start.Environment["ConnectionStrings__rabbitmq"] = rabbitMq;
        start.Environment["services__api__http__0"] = api;
        start.Environment["Installation__Key"] = Key;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Print(line.Data);
        process.ErrorDataReceived += (_, line) => Print(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Print(string? line)
    {
        if (line is not null && !line.Contains(" info:", StringComparison.Ordinal))
        {
            Console.Error.WriteLine(line);
        }
    }

    private static async Task AwaitReadyAsync(Uri address, Process service)
    {
        using var client = new HttpClient { BaseAddress = address };
        await Eventually.TrueAsync(async () =>
        {
            if (service.HasExited)
            {
                throw new InvalidOperationException($"The service ended with {service.ExitCode} at its start.");
            }

            try
            {
                using var answer = await client.GetAsync("/health/ready");
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, TimeSpan.FromMinutes(1));
    }
}
