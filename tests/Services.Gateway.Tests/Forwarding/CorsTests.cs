using System.Net;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

public sealed class CorsTests : GatewayTest
{
    [Theory]
    [InlineData("/api/strategy/1/api/v1/show_config", "authorization")]
    [InlineData("/api/strategy/1//api/v1/token/login", "authorization,content-type")]
    [InlineData("/api/strategy/9/api/v1/forcebuy", "authorization,content-type")]
    public async Task Preflight_OfAConfiguredOrigin_AllowsForTenMinutes(string path, string headers)
    {
        using var response = await PreflightAsync(path, GatewayHost.UiOrigin, headers);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(GatewayHost.UiOrigin, One(response, "Access-Control-Allow-Origin"));
        Assert.Equal("true", One(response, "Access-Control-Allow-Credentials"));
        Assert.Equal("600", One(response, "Access-Control-Max-Age"));
        Assert.Equal("authorization,content-type", One(response, "Access-Control-Allow-Headers"));
        Assert.Equal("GET,POST,PUT,PATCH,DELETE,OPTIONS", One(response, "Access-Control-Allow-Methods"));
        Assert.Empty(First.Requests);
    }

    [Fact]
    public async Task Preflight_OfAForeignOrigin_AllowsNothing()
    {
        using var response = await PreflightAsync("/api/strategy/1/status", "http://evil.example", "authorization");

        Assert.DoesNotContain(
            response.Headers, header => header.Key.StartsWith("Access-Control-Allow", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("viewer", "/api/strategy/1/status", 200)]
    [InlineData(null, "/api/strategy/1/status", 401)]
    [InlineData("viewer", "/api/strategy/1/nosuch", 403)]
    [InlineData("viewer", "/api/strategy/9/status", 404)]
    [InlineData("viewer", "/api/strategy/1/a%2Fb", 400)]
    [InlineData("viewer", "/api/strategy/2/status", 503)]
    [InlineData(null, "/api/strategies/status", 401)]
    [InlineData("viewer", "/nosuch", 404)]
    public async Task AnyAnswer_ToAConfiguredOrigin_CarriesTheHeaders(string? role, string path, int status)
    {
        await Second.DisposeAsync();
        using var client = Gateway.As(role);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", GatewayHost.UiOrigin);
        using var response = await client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(GatewayHost.UiOrigin, One(response, "Access-Control-Allow-Origin"));
        Assert.Equal("true", One(response, "Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", response.Headers.Vary);
    }

    [Theory]
    [InlineData("http://ui.example:3000/")]
    [InlineData("*")]
    [InlineData("ui.example")]
    public async Task Start_WithAnOriginThatIsNone_NamesTheSetting(string origin)
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(
            () => GatewayHost.StartAsync(Services, settings: ("Gateway:CorsOrigins:0", origin)));

        Assert.Contains(
            $"Gateway:CorsOrigins: '{origin}' is not an origin", fault.ToString(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PreflightAsync(string path, string origin, string headers)
    {
        using var client = Gateway.As(null);
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", headers);
        return await client.SendAsync(request);
    }

    private static string One(HttpResponseMessage response, string header) =>
        response.Headers.GetValues(header).Single();
}
