using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using BtcWatcher.Services.Gateway.Forwarding;
using BtcWatcher.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Gateway.Tests.Access;

/// <summary>One login for all instances, in FreqTrade's shape.</summary>
public sealed class TokenLoginTests : GatewayTest
{
    [Theory]
    [InlineData("/api/strategy/1/api/v1/token/login")]
    [InlineData("/api/strategy/1//api/v1/token/login")]
    [InlineData("/api/strategy/1/api/v1/api/v1/token/login")]
    public async Task Login_WithAUsersPassword_ServesForEveryInstance(string path)
    {
        using var answer = await PostAsync(path, Basic("trader:right:password"), agent: "frequi/2");
        using var tokens = await JsonAsync(answer, 200);
        Assert.Equal(["access_token", "refresh_token"], tokens.RootElement.EnumerateObject().Select(one => one.Name));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("127.0.0.1 1 frequi/2", Services.LastLogin);
        Assert.Empty(First.Requests);

        var bearer = new AuthenticationHeaderValue(
            "Bearer", tokens.RootElement.GetProperty("access_token").GetString());
        using var client = Gateway.With(bearer);
        foreach (var id in (int[])[1, 2])
        {
            using var status = await client.GetAsync($"/api/strategy/{id}/api/v1/status");
            Assert.Equal(200, (int)status.StatusCode);
        }
    }

    [Theory]
    [InlineData("trader:wrong", 401, "Incorrect username or password", null)]
    [InlineData("two-steps:right", 403, "Use an API key as the password.", null)]
    [InlineData("locked:right", 429, "Too many wrong passwords; this account waits.", null)]
    [InlineData("no colon", 401, "Invalid authentication credentials", "Basic")]
    public async Task Login_ThatIsRefused_IsToldAsFreqTradeDoes(
        string credentials, int status, string detail, string? challenge)
    {
        using var answer = await PostAsync("/api/strategy/1/token/login", Basic(credentials));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal($$"""{"detail":"{{detail}}"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(challenge, answer.Headers.WwwAuthenticate.SingleOrDefault()?.Scheme);
        if (status == 429) Assert.Equal(TimeSpan.FromSeconds(1800), answer.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer undefined")]
    public async Task Login_WithoutAPassword_Is401AndNobodyIsAsked(string? header)
    {
        using var answer = await PostAsync("/api/strategy/1/token/login", header);

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal("""{"detail":"Not authenticated"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal((0, 0), (Services.Logins, Services.Verifications));
    }

    [Fact]
    public async Task Login_AtAnUnknownStrategy_Is404_AtOneThatIsDown_Works()
    {
        using var unknown = await PostAsync("/api/strategy/9/token/login", Basic("trader:right:password"));
        Assert.Equal(404, (int)unknown.StatusCode);
        Services.Views = [View(3, Contracts.InstanceState.Stopped)];
        Assert.Null(await Gateway.FetchRoutesAsync());
        using var down = await PostAsync("/api/strategy/3/token/login", Basic("trader:right:password"));
        Assert.Equal(200, (int)down.StatusCode);
    }

    [Fact]
    public async Task Refresh_WithItsToken_AnswersAnAccessTokenOnly()
    {
        using var login = await PostAsync("/api/strategy/1/token/login", Basic("trader:right:password"));
        using var tokens = await JsonAsync(login, 200);
        var refresh = "Bearer " + tokens.RootElement.GetProperty("refresh_token").GetString();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await PostAsync($"/api/strategy/{i + 1}/api/v1/token/refresh", refresh);
            using var access = await JsonAsync(answer, 200);
            Assert.Equal(["access_token"], access.RootElement.EnumerateObject().Select(one => one.Name));
        }

        Services.ApiAway = true;
        using var away = await PostAsync("/api/strategy/1/api/v1/token/refresh", refresh);
        Assert.Equal(503, (int)away.StatusCode);
    }

    [Theory]
    [InlineData("Bearer", 0)]
    [InlineData("Bearer undefined", 0)]
    [InlineData(null, 0)]
    [InlineData("Bearer 0123456789012345678901234567890123456789012", 1)]
    public async Task Refresh_WithAnotherToken_Is401AndNoLoginAttempt(string? header, int asked)
    {
        using var answer = await PostAsync("/api/strategy/1/api/v1/token/refresh", header);

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal("""{"detail":"Could not validate credentials"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal((asked, 0), (Services.Refreshes, Services.Verifications));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Socket_WhoseSessionOrUserIsRevoked_IsClosedAndNoOther(bool session)
    {
        First.Answer = async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.ReceiveAsync(new byte[9], context.RequestAborted);
        };
        var (other, user) = (Guid.NewGuid(), Guid.NewGuid());
        using var ends = await OpenAsync(Services.Tokens.For("viewer", session: Services.Session, user: user));
        using var stays = await OpenAsync(Services.Tokens.For("viewer", session: other));

        Gateway.Services.GetRequiredService<OpenSockets>().Close(session ? Services.Session : user);

        await Assert.ThrowsAsync<WebSocketException>(
            () => ends.ReceiveAsync(new byte[9], TestContext.Current.CancellationToken));
        Assert.Equal(WebSocketState.Open, stays.State);
        await Eventually.TrueAsync(() => Gateway.LogLines.Any(
            line => line.Contains("Strategy 1: closed a websocket", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(401, "HTTP/1.1 503")]
    [InlineData(500, "HTTP/1.1 503")]
    public async Task Socket_OfAnInstanceThatGivesNoToken_Is503(int status, string expected)
    {
        First.LoginAnswer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        var fault = await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(Services.Tokens.For("viewer")));

        Assert.Contains(expected[^3..], fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(First.Requests, seen => seen.Target.Contains("message/ws", StringComparison.Ordinal));
    }

    private async Task<ClientWebSocket> OpenAsync(string token)
    {
        var socket = new ClientWebSocket();
        var address = Gateway.Address.Replace("http://", "ws://", StringComparison.Ordinal);
        await socket.ConnectAsync(
            new Uri($"{address}/api/strategy/1/message/ws?token={token}"), TestContext.Current.CancellationToken);
        return socket;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string? authorization, string? agent = null)
    {
        using var client = Gateway.With(null);
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (agent is not null) request.Headers.UserAgent.ParseAdd(agent);
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }

    private static async Task<JsonDocument> JsonAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, text);
        return JsonDocument.Parse(text);
    }

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
