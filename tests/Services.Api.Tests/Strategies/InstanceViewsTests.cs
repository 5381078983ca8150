using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Api.Tests.Strategies;

/// <summary>Commands, status, logs and history: what the neighbours answer, and how that is passed on.</summary>
public sealed class InstanceViewsTests(Servers servers)
{
    private const string Root = "/api/v1/strategies";

    [Fact]
    public async Task Command_TakenByTheInstance_PassesItsAnswer()
    {
        await using var gateway = await NeighbourAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsJsonAsync(new
            {
                path = context.Request.Path.Value, body = await reader.ReadToEndAsync(),
                authorization = context.Request.Headers.Authorization.ToString(),
            });
        });
        await using var api = await servers.StartAsync(new() { ["services:gateway:http:0"] = gateway.Urls.Single() });
        using var client = await api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "commanded");

        var paused = await client.PostAsync($"{Root}/{id}/commands/pause", null).ExpectAsync(HttpStatusCode.OK);
        var exited = await client.PostAsJsonAsync($"{Root}/{id}/commands/forceexit", new { tradeid = "all" })
            .ExpectAsync(HttpStatusCode.OK);

        Assert.Equal($"/api/strategy/{id}/api/v1/pause", paused.Text("path"));
        Assert.Equal("", paused.Text("body"));
        Assert.Equal("{\"tradeid\":\"all\"}", exited.Text("body"));
        Assert.Equal(client.DefaultRequestHeaders.Authorization!.ToString(), exited.Text("authorization"));
    }

    [Theory]
    [InlineData(502, """{"error": "Error querying /api/v1/forceexit: trader is not running"}""", 409,
        "strategies:command_refused", "trader is not running")]
    [InlineData(503, """{"detail": "Strategy 1 is stopped."}""", 503, "strategies:not_running", "is stopped")]
    [InlineData(404, """{"detail": "never been started"}""", 409, "strategies:not_running", "never been started")]
    [InlineData(403, """{"detail": "'forceexit' needs the role admin."}""", 403, "strategies:command_failed", "admin")]
    [InlineData(504, """{"detail": "did not answer within 20 s."}""", 504, "strategies:command_unanswered", "20 s")]
    public async Task Command_Refused_TellsTheReason(int status, string body, int expected, string type, string reason)
    {
        await using var gateway = await NeighbourAsync(context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
            return context.Response.WriteAsync(body);
        });
        await using var api = await servers.StartAsync(new() { ["services:gateway:http:0"] = gateway.Urls.Single() });
        using var client = await api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "refuses");

        var problem = await client.PostAsJsonAsync($"{Root}/{id}/commands/forceexit", new { tradeid = 1 })
            .ExpectProblemAsync((HttpStatusCode)expected, type);

        Assert.Contains(reason, problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WithABadBodyOrName_IsNotSent()
    {
        using var client = await servers.Api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "strict");

        var unknown = await client.PostAsync($"{Root}/{id}/commands/explode", null)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:unknown_command");
        var invalid = await client.PostAsJsonAsync($"{Root}/{id}/commands/forceexit", new { tradeid = "x" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid_command");
        using var broken = new StringContent("{", System.Text.Encoding.UTF8, "application/json");
        await client.PostAsync($"{Root}/{id}/commands/stop", broken)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid_command");
        using var viewer = await servers.Api.AsAsync(Policies.Viewer);
        await viewer.PostAsync($"{Root}/{id}/commands/stop", null)
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");

        Assert.Contains("forceexit", unknown.GetProperty("commands").EnumerateArray().Select(name => name.GetString()));
        Assert.True(invalid.GetProperty("errors").TryGetProperty("tradeid", out _));
    }

    [Fact]
    public async Task Detailed_OnePartHangs_TheOthersAreThere()
    {
        await using var gateway = await NeighbourAsync(async context =>
        {
            var path = context.Request.Path.Value!;
            if (path.EndsWith("/balance", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            if (path.EndsWith("/profit", StringComparison.Ordinal)) context.Response.StatusCode = 502;
            await context.Response.WriteAsJsonAsync(new { asked = path, error = "it cannot" });
        });
        await using var supervisor = await NeighbourAsync(context => context.Response.WriteAsync(
            context.Request.Path.Value!.EndsWith("/process", StringComparison.Ordinal) ? """{"pid": 7}"""
            : """{"changes": [{"state": "running"}, {"state": "backing_off", "reason": "killed", "log": []}]}"""));
        await using var api = await servers.StartAsync(new()
        {
            ["services:gateway:http:0"] = gateway.Urls.Single(),
            ["services:supervisor:http:0"] = supervisor.Urls.Single(),
        });
        using var client = await api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "detailed");

        var detailed = await client.GetAsync($"{Root}/{id}/status/detailed").ExpectAsync(HttpStatusCode.OK);

        var data = detailed.GetProperty("detailed_data");
        Assert.Equal(
            ["status", "profit", "trades", "balance", "logs"], data.EnumerateObject().Select(part => part.Name));
        Assert.Equal($"/api/strategy/{id}/api/v1/status", data.GetProperty("status").Text("asked"));
        Assert.Equal("it cannot", data.GetProperty("profit").Text("error"));
        Assert.Equal("no answer within 10 s", data.GetProperty("balance").Text("error"));
        Assert.Equal(7, detailed.GetProperty("process").GetProperty("pid").GetInt32());
        Assert.Equal("killed", detailed.GetProperty("last_failure").Text("reason"));
    }

    [Fact]
    public async Task Logs_OfTheSupervisor_ArePassedOnWithTheirQuery()
    {
        await using var supervisor = await NeighbourAsync(async context =>
        {
            var query = context.Request.QueryString.Value!;
            if (query.Contains("loud", StringComparison.Ordinal))
            {
                (context.Response.StatusCode, context.Response.ContentType) = (400, "application/problem+json");
                await context.Response.WriteAsync("""{"type": "urn:btcwatcher:instances:log_query", "status": 400}""");
                return;
            }

            await context.Response.WriteAsJsonAsync(
                new { logs = new[] { query }, source = "output", complete = false });
        });
        await using var api = await servers.StartAsync(
            new() { ["services:supervisor:http:0"] = supervisor.Urls.Single() });
        using var client = await api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "logged");

        var logs = await client.GetAsync($"{Root}/{id}/logs?level=warning&search=a%20b&limit=7")
            .ExpectAsync(HttpStatusCode.OK);
        await client.GetAsync($"{Root}/{id}/logs?level=loud")
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "instances:log_query");
        await client.GetAsync($"{Root}/{id}/logs/stream?level=loud")
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "instances:log_query");

        Assert.Equal("?limit=7&level=warning&search=a%20b", logs.GetProperty("logs")[0].GetString());
        Assert.Equal((7, "output"), (logs.GetProperty("limit").GetInt32(), logs.Text("source")));
        Assert.False(logs.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Stream_OfALog_ComesWhileItIsWritten_AndEndsWithItsReader()
    {
        var ended = new TaskCompletionSource();
        await using var supervisor = await NeighbourAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"text\": \"first\"}\n\n");
            await context.Response.Body.FlushAsync();
            context.RequestAborted.Register(() => ended.TrySetResult());
            await ended.Task;
        });
        await using var api = await servers.StartAsync(
            new() { ["services:supervisor:http:0"] = supervisor.Urls.Single() });
        using var client = await api.AsAsync(Policies.Viewer);
        using var maker = await api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(maker, "followed");

        using (var answer = await client.GetAsync(
            $"{Root}/{id}/logs/stream", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            Assert.Contains("first", await reader.ReadLineAsync(), StringComparison.Ordinal);
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task SupervisorAway_Answers503_AndANeverStartedStrategyHasNothing()
    {
        using var client = await servers.Api.AsAsync(Policies.Operator);
        var id = await StrategyTests.CreateAsync(client, "alone");
        foreach (var path in (string[])["logs", "logs/stream", "logs/download", "history"])
        {
            await client.GetAsync($"{Root}/{id}/{path}")
                .ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "forwarding:unavailable");
            await client.GetAsync($"{Root}/999999/{path}")
                .ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:not_found");
        }

        await using var supervisor = await NeighbourAsync(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await using var api = await servers.StartAsync(
            new() { ["services:supervisor:http:0"] = supervisor.Urls.Single() });
        using var other = await api.AsAsync(Policies.Operator);
        var fresh = await StrategyTests.CreateAsync(other, "fresh");
        var history = await other.GetAsync($"{Root}/{fresh}/history").ExpectAsync(HttpStatusCode.OK);
        var logs = await other.GetAsync($"{Root}/{fresh}/logs").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(0, history.GetProperty("changes").GetArrayLength());
        Assert.Equal(0, logs.GetProperty("logs").GetArrayLength());
    }

    [Fact]
    public async Task Supervisor_AnswersSomethingElse_IsAskedAgainAndTheApiGoesOn()
    {
        var asked = 0;
        await using var supervisor = await NeighbourAsync(
            _ => Task.CompletedTask, () => Results.Json(new { asked = Interlocked.Increment(ref asked) }));
        await using var api = await servers.StartAsync(
            new() { ["services:supervisor:http:0"] = supervisor.Urls.Single() });
        using var client = await api.AsAsync(Policies.Viewer);

        await Eventually.TrueAsync(() => Volatile.Read(ref asked) > 1);

        await client.GetAsync(Root).ExpectAsync(HttpStatusCode.OK);
    }

    // "instances": what the api asks the supervisor by itself.
    private static async Task<WebApplication> NeighbourAsync(RequestDelegate answer, Func<IResult>? instances = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/internal/instances", instances ?? (() => Results.Json(Array.Empty<object>())));
        app.MapFallback(answer);
        await app.StartAsync();
        return app;
    }
}
