using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Settings;

public sealed class CapacityThresholdTests(Servers servers)
{
    private const string Path = "/api/v1/system/capacity/alert-threshold";

    [Fact]
    public async Task Threshold_SetOverRest_IsASettingThatTheOtherServicesGet()
    {
        await using var api = await servers.StartAsync();
        using var admin = await api.AsAsync(Policies.Admin);
        using var service = api.AsService();
        Assert.Equal((80.0, "default"), await ReadAsync(admin));

        var set = await admin.PostAsJsonAsync(Path, new { threshold_percent = 85.5 }).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal(("success", 85.5, "Capacity alert threshold set to 85.5%"),
            (set.Text("status"), set.GetProperty("threshold").GetDouble(), set.Text("message")));
        Assert.Equal((85.5, "override"), await ReadAsync(admin));
        var everywhere = await service.GetAsync("/internal/settings").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(85.5, everywhere.GetProperty("system").GetProperty("monitoring")
            .GetProperty("capacity_alert_threshold").GetDouble());
        Assert.True(everywhere.GetProperty("version").GetInt64() == set.GetProperty("version").GetInt64());

        // As the original's own server took it.
        await admin.PostAsync(Path + "?threshold_percent=0", null).ExpectAsync(HttpStatusCode.OK);
        Assert.Equal((0.0, "override"), await ReadAsync(admin));
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("", null)]
    [InlineData("", """{"threshold_percent":101}""")]
    [InlineData("", """{"threshold_percent":-0.5}""")]
    [InlineData("?threshold_percent=NaN", null)]
    public async Task Threshold_OutOfRange_NamesTheField(string query, string? body)
    {
        using var admin = await servers.Api.AsAsync(Policies.Admin);
        using var content = body is null ? null
            : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await admin.PostAsync(Path + query, content)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "settings:invalid");
        Assert.True(problem.GetProperty("errors").TryGetProperty("threshold_percent", out _));
    }

    [Fact]
    public async Task Threshold_ByWhoMayNot_Answers403()
    {
        using var caller = await servers.Api.AsAsync(Policies.Operator);
        await caller.PostAsJsonAsync(Path, new { threshold_percent = 50 })
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    private static async Task<(double Threshold, string Source)> ReadAsync(HttpClient client)
    {
        var answer = await client.GetAsync(Path).ExpectAsync(HttpStatusCode.OK);
        return (answer.GetProperty("threshold").GetDouble(), answer.Text("source"));
    }
}
