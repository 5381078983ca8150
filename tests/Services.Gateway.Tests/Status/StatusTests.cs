using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BtcWatcher.Services.Gateway.Tests.Status;

public sealed class StatusTests : GatewayTest
{
    protected override (string Key, string Value)[] Settings => [("Gateway:StatusInstanceTimeout", "00:00:00.500")];

    [Fact]
    public async Task Status_OfAnInstanceThatAnswers_IsHealthyWithItsState()
    {
        First.Answer = context => context.Response.WriteAsync(
            context.Request.Path.Value!.EndsWith("show_config", StringComparison.Ordinal)
                ? """{"state":"running","strategy":"RsiEth"}"""
                : """{"last_process":"2025-08-30T12:00:04Z","last_process_ts":1756555204}""");
        Second.Answer = context => { context.Response.StatusCode = 500; return Task.CompletedTask; };

        var body = await GetAsync("/api/strategies/status");
        Assert.Equal(["gateway_status", "total_strategies", "strategies", "timestamp"], Names(body));
        Assert.Equal("running", body.GetProperty("gateway_status").GetString());
        Assert.Equal(2, body.GetProperty("total_strategies").GetInt32());
        Assert.InRange(body.GetProperty("timestamp").GetDouble(), 1.7e9, 1e10);

        var first = body.GetProperty("strategies").GetProperty("1");
        Assert.Equal(["status", "response_time", "data", "upstream"], Names(first));
        Assert.Equal("healthy", first.GetProperty("status").GetString());
        Assert.InRange(first.GetProperty("response_time").GetDouble(), 0, 500);
        Assert.Equal("""{"state":"running","last_process":1756555204}""", first.GetProperty("data").GetRawText());
        Assert.Equal(First.Route.Address, first.GetProperty("upstream").GetString());

        var second = body.GetProperty("strategies").GetProperty("2");
        Assert.Equal(["status", "response_time", "error", "upstream"], Names(second));
        Assert.Equal("error HTTP 500", $"{second.GetProperty("status")} {second.GetProperty("error")}");
    }

    [Fact]
    public async Task Status_OfInstancesThatHangOrAreGone_IsUnreachable()
    {
        First.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await Second.DisposeAsync();

        var strategies = (await GetAsync("/api/strategies/status")).GetProperty("strategies");
        Assert.Equal("unreachable: no answer within 0.5 s", Line(strategies.GetProperty("1")));
        Assert.Equal("unreachable", strategies.GetProperty("2").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Health_WithAllAnswering_IsHealthy()
    {
        var body = await GetAsync("/api/gateway/health");

        Assert.Equal(
            ["status", "health_score", "healthy_strategies", "total_strategies", "gateway_port", "routes_loaded"],
            Names(body));
        Assert.Equal(
            ("healthy", 100.0, 2, 2, new Uri(Gateway.Address).Port, 2),
            (body.GetProperty("status").GetString(), body.GetProperty("health_score").GetDouble(),
                body.GetProperty("healthy_strategies").GetInt32(), body.GetProperty("total_strategies").GetInt32(),
                body.GetProperty("gateway_port").GetInt32(), body.GetProperty("routes_loaded").GetInt32()));
    }

    [Fact]
    public async Task Health_WithHalfDown_IsDegraded()
    {
        await Second.DisposeAsync();
        var body = await GetAsync("/api/gateway/health");

        Assert.Equal("degraded", body.GetProperty("status").GetString());
        Assert.Equal(50, body.GetProperty("health_score").GetDouble());
    }

    [Fact]
    public async Task Health_WithNoInstance_IsIdleWithoutAScore()
    {
        Services.SetRoutes();
        Assert.Null(await Gateway.FetchRoutesAsync());
        var body = await GetAsync("/api/gateway/health");

        Assert.Equal("idle", body.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("health_score").ValueKind);
    }

    [Fact]
    public async Task Reload_FetchesTheTable()
    {
        Services.SetRoutes(First.Route);
        using var client = Gateway.As("operator");
        using var response = await client.PostAsync("/api/gateway/routes/reload", null);

        Assert.Equal(
            """{"status":"success","routes_count":1,"message":"Routes configuration reloaded successfully"}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal(1, Gateway.Store.Current.Count);
    }

    [Fact]
    public async Task Reload_WithoutTheSupervisor_SaysSo()
    {
        Services.SupervisorAway = true;
        using var client = Gateway.As("admin");
        using var response = await client.PostAsync("/api/gateway/routes/reload", null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(["status", "message"], Names(body));
        Assert.Equal("error", body.GetProperty("status").GetString());
        Assert.Equal(2, Gateway.Store.Current.Count);
    }

    [Theory]
    [InlineData(null, "GET", "/api/strategies/status", 401)]
    [InlineData(null, "GET", "/api/gateway/health", 401)]
    [InlineData(null, "POST", "/api/gateway/routes/reload", 401)]
    [InlineData("viewer", "POST", "/api/gateway/routes/reload", 403)]
    public async Task Call_WithoutTheRight_IsRefused(string? role, string method, string path, int status)
    {
        using var client = Gateway.As(role);
        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(status, (int)response.StatusCode);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var client = Gateway.As("viewer");
        using var response = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    private static string Line(JsonElement one) => $"{one.GetProperty("status")}: {one.GetProperty("error")}";

    private static IEnumerable<string> Names(JsonElement element) =>
        element.EnumerateObject().Select(member => member.Name);
}
