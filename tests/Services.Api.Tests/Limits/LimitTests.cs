using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Tests.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BtcWatcher.Services.Api.Tests.Limits;

public sealed class LimitTests(Servers servers)
{
    [Fact]
    public async Task User_WhoAsksTooOften_IsToldWhenToComeBack()
    {
        await using var api = await servers.StartAsync(new()
        {
            ["Limits:UserBurst"] = "3", ["Limits:UserPerSecond"] = "1",
        });
        using var eager = await api.AsAsync(Policies.Viewer);
        using var other = await api.AsAsync(Policies.Viewer);
        HttpResponseMessage answer;
        var asked = 0;
        do
        {
            answer = await eager.GetAsync("/api/v1/auth/me");
            asked++;
        }
        while (answer.StatusCode == HttpStatusCode.OK && asked < 1000);

        Assert.InRange(int.Parse(answer.Headers.GetValues("Retry-After").Single()), 1, 60);
        await Task.FromResult(answer).ExpectProblemAsync(HttpStatusCode.TooManyRequests, "http:429");
        await other.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Address_ThatAsksTooOften_StillSeesWhetherTheApiLives()
    {
        await using var api = await servers.StartAsync(new()
        {
            ["Limits:AddressBurst"] = "1", ["Limits:AddressPerSecond"] = "1",
        });
        using var client = api.Anonymous();
        using var service = api.AsService();
        var refused = 0;
        for (var i = 0; i < 50 && refused == 0; i++)
        {
            using var answer = await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = "none" });
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused++;
        }

        Assert.Equal(1, refused);
        await client.GetAsync("/health/live").ExpectAsync(HttpStatusCode.OK);
        await service.GetAsync("/internal/keys").ExpectAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Body_BeyondItsBound_IsRefused()
    {
        await using var api = await servers.StartAsync(new() { ["Limits:BodyBytes"] = "70000" });
        using var client = api.Anonymous();

        await client.PostAsJsonAsync("/api/v1/auth/login", new { username = new string('a', 80_000), password = "b" })
            .ExpectProblemAsync(HttpStatusCode.RequestEntityTooLarge, "http:413");
    }

    [Fact]
    public async Task CorrelationId_IsInEveryAnswerAndGoesOnToTheNextService()
    {
        await using var monitoring = await Neighbour.StartAsync(app => app.MapGet(
            "/api/v1/system/echo", (HttpRequest request) => request.Headers[Correlation.Header].ToString()));
        await using var api = await servers.StartAsync(new() { ["services:monitoring:http:0"] = monitoring.Address });
        using var client = await api.AsAsync(Policies.Viewer);
        foreach (var path in (string[])["/", "/docs", "/api/v1/auth/me", "/api/v1/nothing", "/health/live", "/ws"])
        {
            using var answer = await client.GetAsync(path);
            Assert.Matches("^[0-9a-f]{32}$", answer.Headers.GetValues(Correlation.Header).Single());
        }

        client.DefaultRequestHeaders.Add(Correlation.Header, "ticket-4711");
        using var forwarded = await client.GetAsync("/api/v1/system/echo");
        Assert.Equal("ticket-4711", await forwarded.Content.ReadAsStringAsync());
        Assert.Equal("ticket-4711", forwarded.Headers.GetValues(Correlation.Header).Single());
        client.DefaultRequestHeaders.Remove(Correlation.Header);
        client.DefaultRequestHeaders.Add(Correlation.Header, "not one; <b>");
        using var own = await client.GetAsync("/api/v1/system/echo");
        Assert.Matches("^[0-9a-f]{32}$", await own.Content.ReadAsStringAsync());
    }
}
