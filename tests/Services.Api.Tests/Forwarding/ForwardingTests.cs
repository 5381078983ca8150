using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Api.Tests.Forwarding;

public sealed class ForwardingTests(Servers servers)
{
    [Theory]
    [InlineData("signals", "/api/v1/signals?limit=5", "/api/v1/signals?limit=5")]
    [InlineData("signals", "/api/v1/signals/statistics", "/api/v1/signals/statistics")]
    [InlineData("signals", "/api/v1/charts/BTC%2FUSDT", "/api/v1/charts/BTC%2FUSDT")]
    [InlineData("notifications", "/api/v1/notifications/channels", "/api/v1/notifications/channels")]
    [InlineData("notifications", "/api/v1/alerts", "/api/v1/alerts")]
    [InlineData("monitoring", "/api/v1/system/health", "/api/v1/system/health")]
    [InlineData("gateway", "/freqtrade/api/strategy/1/api/v1/ping", "/api/strategy/1/api/v1/ping")]
    public async Task Path_OfAnotherService_ArrivesThereWithTheUsersToken(string service, string path, string expected)
    {
        await using var echo = await EchoAsync();
        await using var api = await servers.StartAsync(new() { [$"services:{service}:http:0"] = echo.Urls.Single() });
        using var client = await api.AsAsync(Policies.Viewer);

        var answer = await client.PostAsJsonAsync(path, new { a = 1 }).ExpectAsync((HttpStatusCode)299);

        Assert.Equal(expected, answer.Text("target"));
        Assert.Equal(client.DefaultRequestHeaders.Authorization!.ToString(), answer.Text("authorization"));
        Assert.Equal("POST", answer.Text("method"));
        Assert.Equal("{\"a\":1}", answer.Text("body"));
        Assert.Equal("127.0.0.1", answer.Text("forwarded_for"));
    }

    [Fact]
    public async Task Basic_ForTheGateway_IsLeftToIt()
    {
        await using var echo = await EchoAsync();
        await using var api = await servers.StartAsync(new() { ["services:gateway:http:0"] = echo.Urls.Single() });
        using var client = api.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Basic", "YTpi");

        var answer = await client.PostAsync("/freqtrade/api/strategy/1/token/login", null)
            .ExpectAsync((HttpStatusCode)299);

        Assert.Equal("Basic YTpi", answer.Text("authorization"));
    }

    [Fact]
    public async Task Service_ThatIsDown_Answers503AndWhenToComeBack()
    {
        await using var api = await servers.StartAsync(
            new() { ["services:signals:http:0"] = $"http://127.0.0.1:{Testing.FreePorts.Next()}" });
        using var client = await api.AsAsync(Policies.Viewer);
        foreach (var path in (string[])["/api/v1/signals", "/api/v1/notifications"])
        {
            using var response = await client.GetAsync(path);
            Assert.Equal("5", response.Headers.RetryAfter!.ToString());
            await Task.FromResult(response)
                .ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "forwarding:unavailable");
        }
    }

    [Fact]
    public async Task WebhookIntake_IsNotToBeReachedFromHere()
    {
        await using var echo = await EchoAsync();
        await using var api = await servers.StartAsync(new() { ["services:signals:http:0"] = echo.Urls.Single() });
        using var client = await api.AsAsync(Policies.Admin);

        await client.PostAsync("/api/v1/signals/webhook/1/secret", null)
            .ExpectProblemAsync(HttpStatusCode.NotFound, "http:404");
    }

    [Theory]
    [InlineData("/api/v1/signals/webhook")]
    [InlineData("/api/v1/signals/webhook/7")]
    public async Task WebhookOfAProducer_WhoseSecretIsAHeader_IsPassedOnWithoutAToken(string path)
    {
        await using var echo = await EchoAsync();
        await using var api = await servers.StartAsync(new() { ["services:signals:http:0"] = echo.Urls.Single() });
        using var client = api.Anonymous();

        var answer = await client.PostAsJsonAsync(path, new { a = 1 }).ExpectAsync((HttpStatusCode)299);

        Assert.Equal((path, "{\"a\":1}"), (answer.Text("target"), answer.Text("body")));
        await client.GetAsync(path).ExpectProblemAsync(HttpStatusCode.Unauthorized, "http:401");
    }

    [Fact]
    public async Task Config_StaysHere()
    {
        await using var echo = await EchoAsync();
        await using var api = await servers.StartAsync(new() { ["services:monitoring:http:0"] = echo.Urls.Single() });
        using var client = await api.AsAsync(Policies.Viewer);

        var proxy = await client.GetAsync("/api/v1/system/config/proxy").ExpectAsync(HttpStatusCode.OK);

        Assert.True(proxy.TryGetProperty("failover", out _));
    }

    private static async Task<WebApplication> EchoAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            context.Response.StatusCode = 299;
            await context.Response.WriteAsJsonAsync(new
            {
                target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget,
                authorization = context.Request.Headers.Authorization.ToString(),
                method = context.Request.Method,
                body = await reader.ReadToEndAsync(),
                forwarded_for = context.Request.Headers["X-Forwarded-For"].ToString(),
            });
        });
        await app.StartAsync();
        return app;
    }
}
