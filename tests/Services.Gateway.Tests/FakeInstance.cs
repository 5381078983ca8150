using System.Collections.Concurrent;
using BtcWatcher.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Gateway.Tests;

/// <summary>What an instance was asked.</summary>
internal sealed record Seen(string Method, string Target, IHeaderDictionary Headers, string Body);

/// <summary>A small upstream on a real port, with an instance's credentials.</summary>
internal sealed class FakeInstance : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeInstance(WebApplication app, int strategyId)
    {
        _app = app;
        Route = new InstanceRoute
        {
            StrategyId = strategyId,
            Generation = 1,
            State = InstanceState.Running,
            Address = app.Urls.Single(),
            Username = "ftuser",
            Password = $"instance-password-{strategyId}",
            WsToken = $"instance-ws-token-{strategyId}",
        };
    }

    public InstanceRoute Route { get; }
    public ConcurrentQueue<Seen> Requests { get; } = new();
    public Seen Last => Requests.Last();

    /// <summary>Answers in place of the ordinary {"instance": id, "path": ...}.</summary>
    public RequestDelegate? Answer { get; set; }

    public static async Task<FakeInstance> StartAsync(int strategyId, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        FakeInstance? self = null;
        app.UseWebSockets();
        app.Run(context => self!.HandleAsync(context));
        await app.StartAsync();
        return self = new FakeInstance(app, strategyId);
    }

    /// <summary>The token that it gives, as FreqTrade, for 15 minutes.</summary>
    public string AccessToken => $"short-lived-{Route.StrategyId}";

    /// <summary>Answers in place of the ordinary token/login.</summary>
    public RequestDelegate? LoginAnswer { get; set; }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerLoginAsync(HttpContext context) => LoginAnswer is { } answer
        ? answer(context)
        : context.Response.WriteAsJsonAsync(new { access_token = AccessToken, refresh_token = "lasting" });

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = context.WebSockets.IsWebSocketRequest ? "" : await reader.ReadToEndAsync();
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var headers = new HeaderDictionary(context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value));
        Requests.Enqueue(new Seen(context.Request.Method, target, headers, body));
        if (target == "/api/v1/token/login")
        {
            await AnswerLoginAsync(context);
            return;
        }

        if (Answer is { } answer)
        {
            await answer(context);
            return;
        }

        await context.Response.WriteAsJsonAsync(new { instance = Route.StrategyId, target });
    }
}
