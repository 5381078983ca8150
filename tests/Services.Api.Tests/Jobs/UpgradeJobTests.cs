using System.Net;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Api.Tests.Jobs;

public sealed class UpgradeJobTests(Servers servers)
{
    private const string Id = "01234567-0000-7000-8000-000000000001";

    [Theory]
    [InlineData("switching", 2, 0, null, null, "running", 50,
        "FreqTrade 2025.9: switching, 2 of 4 instances run well on it, 0 are back.")]
    [InlineData("rolling_back", 1, 2, "no good", null, "running", 25,
        "FreqTrade 2025.9: rolling back, 1 of 4 instances run well on it, 2 are back. no good")]
    [InlineData("succeeded", 4, 0, null, "2026-01-02T03:05:00+00:00", "succeeded", 100,
        "FreqTrade 2025.9: succeeded, 4 of 4 instances run well on it, 0 are back.")]
    [InlineData("rolled_back", 0, 4, "no good", "2026-01-02T03:05:00+00:00", "failed", 100,
        "FreqTrade 2025.9: rolled back, 0 of 4 instances run well on it, 4 are back. no good")]
    public async Task Job_OfAnUpgrade_TellsHowFarItIs(
        string state, int healthy, int restored, string? reason, string? finished, string expected, int progress,
        string message)
    {
        await using var supervisor = await SupervisorAsync(200, new
        {
            upgrade = new
            {
                id = Id, target_version = "2025.9", state, reason, created_at = "2026-01-02T03:04:05+00:00",
                finished_at = finished,
            },
            progress = new { total = 4, switched = healthy, healthy, restored },
        });
        await using var api = await servers.StartAsync(new()
        {
            ["services:supervisor:http:0"] = supervisor.Urls.Single(),
        });
        using var viewer = await api.AsAsync(Policies.Viewer);

        var job = await viewer.GetAsync("/api/v1/jobs/" + Id).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal((Id, "freqtrade_upgrade"), (job.Text("job_id"), job.Text("kind")));
        Assert.Equal((expected, progress, message),
            (job.Text("state"), job.GetProperty("progress").GetInt32(), job.Text("message")));
        Assert.Equal(finished is null, job.GetProperty("finished_at").ValueKind == JsonValueKind.Null);
        Assert.Equal(healthy, job.GetProperty("result").GetProperty("done").GetInt32());
    }

    [Fact]
    public async Task Job_ThatDoesNotExist_Answers404()
    {
        await using var supervisor = await SupervisorAsync(404, new { });
        await using var api = await servers.StartAsync(new()
        {
            ["services:supervisor:http:0"] = supervisor.Urls.Single(),
        });
        using var viewer = await api.AsAsync(Policies.Viewer);

        await viewer.GetAsync($"/api/v1/jobs/{Guid.NewGuid()}")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "jobs:not_found");
    }

    [Fact]
    public async Task Job_ThatMayBeTheSilentSupervisors_Answers503()
    {
        using var viewer = await servers.Api.AsAsync(Policies.Viewer);

        await viewer.GetAsync($"/api/v1/jobs/{Guid.NewGuid()}")
            .ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "forwarding:unavailable");
    }

    private static async Task<WebApplication> SupervisorAsync(int status, object answer)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(context =>
        {
            var isAsked = context.Request.Path.StartsWithSegments("/internal/freqtrade/upgrades");
            context.Response.StatusCode = isAsked ? status : 400;
            return context.Response.WriteAsJsonAsync(answer);
        });
        await app.StartAsync();
        return app;
    }
}
