using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

public sealed class ForwardingTests : GatewayTest
{
    private static readonly string Basic1 =
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ftuser:instance-password-1"));

    [Theory]
    [InlineData("/api/strategy/1/api/v1/show_config", "/api/v1/show_config")]
    [InlineData("/api/strategy/1/show_config", "/api/v1/show_config")]
    [InlineData("/api/strategy/1//api/v1/show_config", "/api/v1/show_config")]
    [InlineData("/api/strategy/1/api/v1/api/v1/show_config", "/api/v1/show_config")]
    [InlineData("/api/strategy/1/trade/17", "/api/v1/trade/17")]
    [InlineData("/api/strategy/1/api/v1/trades?limit=500&offset=0", "/api/v1/trades?limit=500&offset=0")]
    [InlineData(
        "/api/strategy/1/pair_candles?pair=BTC%2FUSDT:USDT&columns[]=a",
        "/api/v1/pair_candles?pair=BTC%2FUSDT:USDT&columns[]=a")]
    public async Task Get_ListedCall_ReachesItsInstanceUnderApiV1(string path, string upstream)
    {
        using var client = Gateway.As("viewer");
        using var response = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(upstream, Assert.Single(First.Requests).Target);
        Assert.Empty(Second.Requests);
    }

    [Fact]
    public async Task Request_Forwarded_CarriesTheInstancesCredentialsAndNothingOfTheCaller()
    {
        using var client = Gateway.As("viewer");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/strategy/1/status");
        request.Headers.Add("Cookie", "session=1");
        request.Headers.Add("Origin", GatewayHost.UiOrigin);
        request.Headers.Add("X-Forwarded-For", "10.0.0.1");
        request.Headers.Add("X-Forwarded-Prefix", "/evil");
        request.Headers.Add("Forwarded", "for=10.0.0.1");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.Add("Proxy-Authorization", "Basic xyz");
        request.Headers.Add("User-Agent", "ft-client");
        using var response = await client.SendAsync(request);

        var headers = First.Last.Headers;
        Assert.Equal(Basic1, headers.Authorization);
        Assert.Equal(new Uri(First.Route.Address).Authority, headers.Host);
        Assert.Equal("ft-client", headers.UserAgent);
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", headers.TraceParent.ToString());
        Assert.DoesNotContain(headers.Keys, name => name is "Cookie" or "Origin" or "Forwarded" or "Proxy-Authorization"
            || name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Get_WithBody_PassesItOn()
    {
        // freqtrade-client sends "null" with every GET.
        using var client = Gateway.As("viewer");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/strategy/1/api/v1/balance");
        request.Content = new StringContent("null", Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("null", First.Last.Body);
    }

    [Fact]
    public async Task Post_WithBody_PassesItOn()
    {
        using var client = Gateway.As("admin");
        using var body =
            new StringContent("""{"pair":"BTC/USDT:USDT","side":"long"}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/api/strategy/2/forceenter", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("POST", "/api/v1/forceenter"), (Second.Last.Method, Second.Last.Target));
        Assert.Equal("""{"pair":"BTC/USDT:USDT","side":"long"}""", Second.Last.Body);
    }

    [Fact]
    public async Task Head_ListedGet_AnswersAsTheInstanceDoes()
    {
        First.Answer = context => { context.Response.StatusCode = 405; return Task.CompletedTask; };
        using var client = Gateway.As("viewer");
        using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/strategy/1/status"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("HEAD", First.Last.Method);
    }

    [Theory]
    [InlineData(502, """{"error":"Error querying /api/v1/forceexit: invalid argument"}""")]
    [InlineData(404, """{"detail":"Trade not found."}""")]
    [InlineData(422, """{"detail":[{"type":"missing"}]}""")]
    [InlineData(503, """{"detail":"Bot is not in the correct state."}""")]
    public async Task InstancesOwnError_PassesWithItsBody(int status, string body)
    {
        First.Answer = async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
        };
        using var client = Gateway.As("viewer");
        using var response = await client.GetAsync("/api/strategy/1/status");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task InstancesOwnHeaders_CookiesServerAndCors_AreDropped()
    {
        First.Answer = async context =>
        {
            context.Response.Headers.SetCookie = "a=b";
            context.Response.Headers.Server = "uvicorn";
            context.Response.Headers.AccessControlAllowOrigin = "*";
            context.Response.Headers["X-Kept"] = "yes";
            await context.Response.WriteAsync("{}");
        };
        using var client = Gateway.As("viewer");
        using var response = await client.GetAsync("/api/strategy/1/status");

        Assert.Equal("yes", response.Headers.GetValues("X-Kept").Single());
        Assert.DoesNotContain(
            response.Headers, header => header.Key is "Set-Cookie" or "Server" or "Access-Control-Allow-Origin");
    }

    [Fact]
    public async Task Ping_WithoutToken_Answers()
    {
        using var client = Gateway.As(null);
        using var response = await client.GetAsync("/api/strategy/2/api/v1/ping");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("/api/v1/ping", Second.Last.Target);
    }

    [Fact]
    public async Task Ping_WithBareBearer_Answers()
    {
        // An expired FreqUI sends this (recorded).
        using var client = Gateway.With(new AuthenticationHeaderValue("Bearer", "undefined"));
        using var response = await client.GetAsync("/api/strategy/2/api/v1/ping");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Options_WithoutOrigin_NamesTheMethods()
    {
        using var client = Gateway.As(null);
        using var response =
            await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/strategy/1/blacklist"));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["GET", "POST", "DELETE", "OPTIONS"], response.Content.Headers.Allow);
        Assert.Empty(First.Requests);
    }
}
