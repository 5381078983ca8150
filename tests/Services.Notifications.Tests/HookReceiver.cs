using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Notifications.Tests;

/// <summary>A real HTTP server that takes what a webhook channel posts, and answers as it is told.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Statuses of the next answers; 200 when there is none.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();
    public ConcurrentQueue<Post> Posts { get; } = new();
    public string Url { get; private set; } = "";

    public static async Task<HookReceiver> StartAsync(int port = 0)
    {
        var self = new HookReceiver();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        app.MapPost("/hook/{secret}", self.TakeAsync);
        await app.StartAsync();
        self._app = app;
        self.Url = app.Urls.Single() + "/hook/very-secret";
        return self;
    }

    public ValueTask DisposeAsync() => _app!.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var status = Answers.TryDequeue(out var answer) ? answer : 200;
        Posts.Enqueue(new Post(
            JsonNode.Parse(body)!.AsObject(), body, status,
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())));
        return Results.Text($"status {status}", statusCode: status);
    }

    internal sealed record Post(
        JsonObject Json, string Body, int Answered, IReadOnlyDictionary<string, string> Headers);
}
