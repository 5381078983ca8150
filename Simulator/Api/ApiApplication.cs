using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Running;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Simulator.Api;

/// <summary>
/// Answers as uvicorn, starlette and FastAPI do. It sits on Kestrel without a host: no container, no configuration, no
/// file watcher, so that hundreds of bots stay small.
/// </summary>
internal sealed class ApiApplication : IHttpApplication<HttpContext>
{
    private const string Page = "<!DOCTYPE html>\n<html><body><h1>Freqtrade UI not installed.</h1>"
        + "<p>This is the BTC Watcher Simulator, a stand-in for FreqTrade.</p></body></html>\n";

    private readonly Bot _bot;
    private readonly ApiAuth _auth;
    private readonly ApiRoutes _routes;
    private readonly ApiCors _cors;
    private readonly bool _access;
    private readonly WebSocketMiddleware _sockets;

    public ApiApplication(Bot bot)
    {
        _bot = bot;
        var api = bot.Settings.Api!;
        (_auth, _cors) = (new ApiAuth(api, bot.Clock),
            new ApiCors([.. Configuration.BotSettings.Texts(api, "CORS_origins")]));
        _access = api.Text("verbosity") == "info";
        _routes = Endpoints.All(_auth);
        _sockets = new WebSocketMiddleware(AcceptAsync,
            Options.Create(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan }),
                NullLoggerFactory.Instance);
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // The context holds nothing of its own.
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        context.Response.Headers.Server = "uvicorn";
        while (_bot.Control.Plan.HangApi)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), _bot.Clock, context.RequestAborted);
        }

        if (context.Request.Path == "/api/v1/message/ws" && context.Request.Headers.Upgrade == "websocket")
        {
            await _sockets.Invoke(context);
            return;
        }

        if (_cors.Preflight(context) is { } preflight)
        {
            await WriteAsync(context, preflight);
            return;
        }

        _cors.Apply(context);
        await WriteAsync(context, await AnswerAsync(context));
        if (_access)
        {
            var request = context.Request;
            _bot.Log.Info("uvicorn.access", $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort} - "
                + $"\"{request.Method} {request.Path}{request.QueryString} HTTP/1.1\" {context.Response.StatusCode}");
        }
    }

    private async Task<ApiResult> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "/";
        var (entry, route, _) = _routes.Match(request.Method, path);
        if (entry is null)
        {
            return Unmatched(request.Method, path);
        }

        if (!entry.Open && _auth.Refuse(request) is { } refused)
        {
            return refused;
        }

        try
        {
            var (body, hasBody) = await BodyAsync(request, entry.ReadsBody);
            return await entry.Handler(new ApiRequest(_bot, context, route, body, hasBody));
        }
        catch (ApiException e)
        {
            return e.Result;
        }
        catch (RpcException e)
        {
            return ApiResult.Rpc(path, e.Message);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            // As starlette's outermost layer.
            _bot.Log.Exception("uvicorn.error", "Exception in ASGI application", e.ToString());
            return new ApiResult(500, null, "Internal Server Error");
        }
    }

    private ApiResult Unmatched(string method, string path)
    {
        if (method != "GET")
        {
            return ApiResult.Detail(405, "Method Not Allowed");
        }

        if (path == "/openapi.json")
        {
            return ApiResult.Ok(Endpoints.OpenApi(_routes));
        }

        var api = path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("//", StringComparison.Ordinal);
        return api ? ApiResult.Detail(404, "Not Found") : new ApiResult(200, null, Page);
    }

    private static async Task<(object? Body, bool HasBody)> BodyAsync(HttpRequest request, bool read)
    {
        if (!read)
        {
            return (null, false); // freqtrade-client sends "null" with every GET: what is not needed is not looked at.
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        return bytes.Length == 0 ? (null, false) : (ApiRequest.Parse(bytes.Span), true);
    }

    private static async Task WriteAsync(HttpContext context, ApiResult result)
    {
        var response = context.Response;
        response.StatusCode = result.Status;
        if (result.Challenge is { } challenge)
        {
            response.Headers.WWWAuthenticate = challenge;
        }

        var html = result.Text?.StartsWith('<') ?? false;
        response.ContentType = result.Text is null ? "application/json"
            : html ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        var bytes = result.Text is { } text ? System.Text.Encoding.UTF8.GetBytes(text) : PyJson.Bytes(result.Json);
        response.ContentLength = bytes.Length;
        if (context.Request.Method != "HEAD")
        {
            await response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private async Task AcceptAsync(HttpContext context)
    {
        var token = context.Request.Query["token"].ToString();
        var remote = $"('{context.Connection.RemoteIpAddress}', {context.Connection.RemotePort})";
        var allowed = _auth.AllowsSocket(token) && context.WebSockets.IsWebSocketRequest;
        _bot.Log.Info("uvicorn.error",
            $"{remote} - \"WebSocket /api/v1/message/ws?token={token}\" {(allowed ? "[accepted]" : "403")}");
        if (!allowed)
        {
            context.Response.StatusCode = 403;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var channel = new WebSocketChannel(socket, AnswerSocketAsync);
        _bot.Hub.Add(channel);
        await channel.RunAsync(context.RequestAborted);
        _bot.Hub.Remove(channel);
    }

    private Task AnswerSocketAsync(WebSocketChannel channel, string type, object? data)
    {
        if (type == "whitelist")
        {
            channel.Send(PyJson.Bytes(_bot.WhitelistMessage()));
            return Task.CompletedTask;
        }

        var wish = data as PyDict;
        var limit = Math.Clamp((int)(wish?.Number("limit") ?? 1500), 1, 1500);
        foreach (var message in _bot.AnalyzedMessages(wish?.Text("pair"), limit))
        {
            channel.Send(PyJson.Bytes(message));
        }

        return Task.CompletedTask;
    }
}
