using System.Text;
using BtcWatcher.Contracts;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

public sealed class ErrorTests : GatewayTest
{
    protected override (string Key, string Value)[] Settings =>
    [
        ("Gateway:NormalTimeout", "00:00:00.500"),
        ("Gateway:MaxBodyBytes", "2048"),
        ("Gateway:ConnectRetryDelay", "00:00:00.100"),
    ];

    [Fact]
    public async Task UnknownStrategy_Is404() => await ExpectAsync(
        "viewer", "GET", "/api/strategy/7/status", 404,
        "Strategy 7 not found: it does not exist, or has never been started.");

    [Theory]
    [InlineData("/api/strategy/abc/status", "Strategy abc not found")]
    [InlineData("/api/strategy/01/status", "Strategy 01 not found")]
    [InlineData("/api/strategy/+1/status", "Strategy +1 not found")]
    [InlineData("/api/strategy/99999999999/status", "Strategy 99999999999 not found")]
    public async Task StrategyThatIsNoId_Is404(string path, string detail) =>
        await ExpectAsync("viewer", "GET", path, 404, detail);

    [Fact]
    public async Task NoToken_Is401() => await ExpectAsync(null, "GET", "/api/strategy/1/status", 401, "Unauthorized");

    [Fact]
    public async Task ExpiredToken_Is401WithChallenge()
    {
        using var client = Gateway.With(new("Bearer", Services.Tokens.For("viewer", TimeSpan.FromMinutes(-1))));
        using var response = await client.GetAsync("/api/strategy/1/status");

        await AssertDetailAsync(response, 401, "Could not validate credentials");
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("viewer", "POST", "/api/strategy/1/start", "'start' needs the role operator or admin.")]
    [InlineData("viewer", "DELETE", "/api/strategy/1/trades/3", "'trades/{id}' needs the role admin.")]
    [InlineData("operator", "POST", "/api/strategy/1/api/v1/forceexit", "'forceexit' needs the role admin.")]
    [InlineData("operator", "POST", "/api/strategy/1/locks", "'locks' needs the role admin.")]
    [InlineData("admin", "POST", "/api/strategy/1/backtest", "'backtest' is not a call that the gateway passes on.")]
    [InlineData("admin", "GET", "/api/strategy/1/docs", "'docs' is not a call that the gateway passes on.")]
    public async Task CallBeyondTheRole_Is403WithTheReason(string role, string method, string path, string detail) =>
        await ExpectAsync(role, method, path, 403, detail);

    [Theory]
    [InlineData("POST", "/api/strategy/1/status", "GET, OPTIONS")]
    [InlineData("GET", "/api/strategy/1/start", "POST, OPTIONS")]
    public async Task WrongMethod_Is405WithAllow(string method, string path, string allow)
    {
        using var client = Gateway.As("admin");
        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        await AssertDetailAsync(response, 405, "Method Not Allowed");
        Assert.Equal(allow, string.Join(", ", response.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("/api/strategy/1/plot_config?strategy=x:b64")]
    [InlineData("/api/strategy/1/plot_config?strategy=x%3Ab64")]
    [InlineData("/api/strategy/1/plot_config?strategy=x&strategy=y:z")]
    [InlineData("/api/strategy/1/strategy/x:aW1wb3J0")]
    [InlineData("/api/strategy/1/strategy/x%3AaW1wb3J0")]
    public async Task StrategyNameWithCode_Is400(string path) =>
        await ExpectAsync("admin", "GET", path, 400, "A strategy's name must not contain ':'.");

    [Theory]
    [InlineData(InstanceState.Starting, 5, "Strategy 2 is starting.")]
    [InlineData(InstanceState.Stopping, 30, "Strategy 2 is stopping.")]
    [InlineData(InstanceState.BackingOff, 10, "Strategy 2 failed and is started again soon: exit code 2.")]
    [InlineData(InstanceState.GaveUp, 60, "Strategy 2 failed too often and waits for a person: exit code 2.")]
    [InlineData(InstanceState.Stopped, 60, "Strategy 2 is stopped.")]
    public async Task InstanceThatIsDown_Is503WithRetryAfter(InstanceState state, int seconds, string detail)
    {
        Services.Views = [View(2, state, "exit code 2.")];
        Services.SetRoutes(First.Route);
        Assert.Null(await Gateway.FetchRoutesAsync());

        using var client = Gateway.As("viewer");
        using var response = await client.GetAsync("/api/strategy/2/status");
        await AssertDetailAsync(response, 503, detail);
        Assert.Equal(TimeSpan.FromSeconds(seconds), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task RouteThatIsStarting_Is503AndNotAsked()
    {
        Services.SetRoutes(First.Route, Second.Route with { State = InstanceState.Starting });
        Assert.Null(await Gateway.FetchRoutesAsync());

        await ExpectAsync("viewer", "GET", "/api/strategy/2/status", 503, "Strategy 2 is starting.");
        Assert.Empty(Second.Requests);
    }

    [Fact]
    public async Task InstanceThatRefusesConnections_Is503()
    {
        await Second.DisposeAsync();
        using var client = Gateway.As("viewer");
        using var response = await client.GetAsync("/api/strategy/2/status");

        await AssertDetailAsync(response, 503, "Strategy 2 does not take connections now.");
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task InstanceThatHangs_Is504()
    {
        First.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await ExpectAsync("viewer", "GET", "/api/strategy/1/profit", 504, "Strategy 1 did not answer within 0.5 s.");
    }

    [Fact]
    public async Task InstanceThatBreaksOff_Is503()
    {
        First.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await ExpectAsync(
            "operator", "POST", "/api/strategy/1/stop", 503,
            "Strategy 1 ended the connection before its answer was complete.");
    }

    [Fact]
    public async Task InstanceThatRefusesItsCredentials_Is503NeverA401()
    {
        First.Answer = context => { context.Response.StatusCode = 401; return Task.CompletedTask; };
        var before = Services.Fetches;
        await ExpectAsync("viewer", "GET", "/api/strategy/1/status", 503,
            "Strategy 1 was started anew and its route is being fetched; try again.");
        await Eventually.TrueAsync(() => Services.Fetches > before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BodyThatIsTooLarge_Is413(bool chunked)
    {
        using var client = Gateway.As("admin");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/strategy/1/forceenter");
        request.Content = new StringContent(new string('x', 4096), Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await client.SendAsync(request);

        await AssertDetailAsync(response, 413, "The body is larger than 2048 bytes.");
    }

    [Fact]
    public async Task MessageSocketWithoutUpgrade_Is400() =>
        await ExpectAsync("viewer", "GET", "/api/strategy/1/message/ws", 400, "message/ws needs a websocket.");

    private async Task ExpectAsync(string? role, string method, string path, int status, string detail)
    {
        using var client = Gateway.As(role);
        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        await AssertDetailAsync(response, status, detail);
    }

    private static async Task AssertDetailAsync(HttpResponseMessage response, int status, string detail)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {body}");
        Assert.Equal($$"""{"detail":"{{detail}}"}""", body);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
    }
}
