using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Api.Tests.FreqTrade;

public sealed class FreqTradeTests(Servers servers)
{
    [Theory]
    [InlineData("GET", "versions", "versions")]
    [InlineData("GET", "versions/2025.9", "versions/2025.9")]
    [InlineData("GET", "version/current", "version/current")]
    [InlineData("GET", "history?limit=5", "history?limit=5")]
    [InlineData("GET", "upgrades/01234567-0000-0000-0000-000000000001",
        "upgrades/01234567-0000-0000-0000-000000000001")]
    [InlineData("POST", "versions/2025.9/verify", "versions/2025.9/verify")]
    [InlineData("DELETE", "versions/2025.9", "versions/2025.9")]
    public async Task Request_OfAnAdmin_IsTheSupervisors(string method, string path, string expected)
    {
        await using var echo = await EchoAsync();
        await using var api = await servers.StartAsync(new() { ["services:supervisor:http:0"] = echo.Urls.Single() });
        using var client = await api.AsAsync(Policies.Admin);

        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/freqtrade/" + path);
        var answer = await client.SendAsync(request).ExpectAsync((HttpStatusCode)299);

        Assert.Equal((method, "/internal/freqtrade/" + expected), (answer.Text("method"), answer.Text("target")));
        // A service's token: the supervisor takes none of a user.
        Assert.NotEqual(client.DefaultRequestHeaders.Authorization!.ToString(), answer.Text("authorization"));
        Assert.StartsWith("Bearer ", answer.Text("authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_ArePassedOnWithWhoAsked()
    {
        await using var echo = await EchoAsync();
        await using var api = await servers.StartAsync(new() { ["services:supervisor:http:0"] = echo.Urls.Single() });
        using var admin = api.With((await api.UserAsync(Policies.Admin, "ada")).AccessToken);

        var install = await admin.PostAsJsonAsync("/api/v1/freqtrade/install",
            new { version = "2025.9", packages = (string[])["ta-lib"] }).ExpectAsync((HttpStatusCode)299);
        var upgrade = await admin.PostAsJsonAsync("/api/v1/freqtrade/upgrade", new { target_version = "2025.9" })
            .ExpectAsync((HttpStatusCode)299);
        var rollback = await admin.PostAsync("/api/v1/freqtrade/rollback", null).ExpectAsync((HttpStatusCode)299);

        Assert.Equal(
            """{"version":"2025.9","command":null,"packages":["ta-lib"],"image":null}""", install.Text("body"));
        Assert.Equal("""{"target_version":"2025.9","requested_by":"ada"}""", upgrade.Text("body"));
        Assert.Equal("""{"requested_by":"ada"}""", rollback.Text("body"));
    }

    [Theory]
    [InlineData(Policies.Viewer)]
    [InlineData(Policies.Operator)]
    public async Task Changes_OfWhoIsNoAdmin_AreRefused(string role)
    {
        using var client = await servers.Api.AsAsync(role);
        foreach (var path in (string[])["install", "upgrade", "rollback", "versions/2025.9/verify"])
        {
            await client.PostAsJsonAsync("/api/v1/freqtrade/" + path, new { })
                .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        }

        await client.DeleteAsync("/api/v1/freqtrade/versions/2025.9")
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    [Fact]
    public async Task Supervisor_ThatIsDown_Answers503()
    {
        using var client = await servers.Api.AsAsync(Policies.Viewer);

        await client.GetAsync("/api/v1/freqtrade/versions")
            .ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "forwarding:unavailable");
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
                target = context.Request.Path + context.Request.QueryString,
                authorization = context.Request.Headers.Authorization.ToString(),
                method = context.Request.Method,
                body = await reader.ReadToEndAsync(),
            });
        });
        await app.StartAsync();
        return app;
    }
}
