using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests;

public sealed partial class EndpointTests(Servers servers)
{
    // /ws takes a ticket instead of a token; Signals checks the secret of other producers; the gateway checks
    // /freqtrade itself, since FreqUI comes with Basic.
    private static readonly string[] Anonymous =
    [
        "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/signals/webhook",
        "/api/v1/signals/webhook/{strategyId:int}", "/freqtrade/{**rest}", "/health", "/health/live", "/health/ready",
        "/ws",
    ];

    private static readonly string[] AnyMethod = ["GET", "POST", "PUT", "DELETE"];

    private IEnumerable<RouteEndpoint> Endpoints =>
        servers.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>();

    [Fact]
    public void Anonymous_Endpoints_AreOnlyTheseFew() => Assert.Equal(
        Anonymous,
        Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(endpoint => endpoint.RoutePattern.RawText!).Order(StringComparer.Ordinal));

    [Fact]
    public async Task EveryOther_WithoutAToken_Answers401()
    {
        using var client = servers.Api.Anonymous();
        var asked = 0;
        foreach (var endpoint in Endpoints.Where(one => one.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var path = Parameter().Replace(
                endpoint.RoutePattern.RawText!,
                match => match.Value.Contains(":guid", StringComparison.Ordinal) ? Guid.Empty.ToString()
                    : match.Value.Contains("**", StringComparison.Ordinal) ? "rest/of/it" : "1");
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? AnyMethod)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                await client.SendAsync(request).ExpectProblemAsync(HttpStatusCode.Unauthorized, "http:401");
                asked++;
            }
        }

        Assert.InRange(asked, 100, 300);
    }

    [Fact]
    public async Task Internal_WithAUsersToken_Answers403()
    {
        using var client = await servers.Api.AsAsync(Policies.Admin);
        foreach (var path in (string[])
            ["keys", "settings", "strategies", "desired-states", "proxies", "strategies/1/versions/1"])
        {
            await client.GetAsync("/internal/" + path).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        }
    }

    [Fact]
    public async Task Public_WithAServicesToken_Answers403()
    {
        using var client = servers.Api.AsService();
        await client.GetAsync("/api/v1/strategies").ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    [Fact]
    public async Task Address_ThatDoesNotExist_AnswersWhatIsWrong()
    {
        using var client = await servers.Api.AsAsync(Policies.Viewer);
        await client.GetAsync("/api/v1/nothing").ExpectProblemAsync(HttpStatusCode.NotFound, "http:404");
        await client.DeleteAsync("/api/v1/strategies/gateway/status").ExpectProblemAsync(
            HttpStatusCode.MethodNotAllowed, "http:405");
        await client.GetAsync("/api/v1/auth/login").ExpectProblemAsync(HttpStatusCode.MethodNotAllowed, "http:405");
        await client.GetAsync("/api/v1/strategies/99999999999").ExpectProblemAsync(HttpStatusCode.NotFound, "http:404");
    }

    [Fact]
    public async Task Health_ForAnybody_TellsWhichServicesAnswer()
    {
        using var client = servers.Api.Anonymous();
        var health = await client.GetAsync("/health").ExpectAsync(HttpStatusCode.OK);

        Assert.Equal("degraded", health.Text("status"));
        Assert.Equal("multi_instance", health.Text("architecture"));
        Assert.False(health.GetProperty("services").GetProperty("api_gateway").GetBoolean());
        Assert.False(health.GetProperty("services").GetProperty("freqtrade_manager").GetBoolean());
        Assert.False(health.GetProperty("services").GetProperty("monitoring_service").GetBoolean());
        Assert.Equal(JsonValueKind.Null, health.GetProperty("gateway").ValueKind);
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
