using System.Collections.Concurrent;
using BtcWatcher.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Api.Tests.Strategies;

/// <summary>What the supervisor answers about code and configurations; the real one has tests of its own.</summary>
internal sealed class FakeSupervisor : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeSupervisor(WebApplication app) => _app = app;

    public Dictionary<string, string?> Settings => new() { ["services:supervisor:http:0"] = _app.Urls.Single() };

    /// <summary>Files of the scans that were asked.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Scans { get; } = new();

    public ConcurrentQueue<StrategyDefinition> Checked { get; } = new();

    public ScanResult Result { get; set; } = Found("Sample");

    public ConfigFinding[] Findings { get; set; } = [];

    /// <summary>Databases that were handed over; null refuses them.</summary>
    public ConcurrentDictionary<int, byte[]>? Databases { get; set; } = new();

    public bool IsBusy { get; set; }

    public static ScanResult Found(params string[] classes) => new()
    {
        Classes = [.. classes.Select(name => new ScannedClass { Name = name, File = "sample.py" })],
        Findings = [], Checks = ["looked at"], Simulated = true,
    };

    public static ScanResult Broken(ScanFault kind, string? file, int? line, string message, params string[] classes) =>
        Found(classes) with { Findings = [new() { Kind = kind, File = file, Line = line, Message = message }] };

    public static async Task<FakeSupervisor> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => MessageJson.Apply(json.SerializerOptions));
        var supervisor = new FakeSupervisor(builder.Build());
        supervisor.Map();
        supervisor._app.Urls.Add("http://127.0.0.1:0");
        await supervisor._app.StartAsync();
        return supervisor;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.MapGet("/internal/instances", () => Results.Json(Array.Empty<object>()));
        _app.MapPost("/internal/scan", (ScanRequest request) =>
        {
            Scans.Enqueue(request.Files);
            return IsBusy ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : Results.Ok(Result);
        });
        _app.MapPut("/internal/instances/{id:int}/database", async (int id, HttpRequest request) =>
        {
            if (Databases is null) return Results.Conflict();
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            Databases[id] = body.ToArray();
            return Results.NoContent();
        });
        _app.MapPost("/internal/config-check", (StrategyDefinition definition) =>
        {
            Checked.Enqueue(definition);
            return Findings;
        });
    }
}
