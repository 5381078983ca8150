using System.Net;
using System.Text.Json.Nodes;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Monitoring.Tests.Capacity;

public sealed class CapacityTests(TestServers servers) : MonitoringTest(servers)
{
    internal override void Prepare()
    {
        var now = DateTimeOffset.UtcNow;
        Neighbours.Instances = [.. Enumerable.Range(1, 5).Select(id => Make.Running(id, now))];
        Neighbours.Capacity = Make.Capacity(5);
    }

    [Fact]
    public async Task Capacity_FiveRunning_HasExactlyTheOriginalsFields()
    {
        var (status, body) = await GetAsync("/api/v1/system/capacity");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"max_strategies":999,"running_strategies":5,"available_slots":994,"utilization_percent":0.5"""
            + ""","port_range":"8081-9080","can_start_more":true,"architecture":"multi_instance_reverse_proxy"}""",
            body.ToJsonString());
    }

    [Fact]
    public async Task PortPool_FiveRunning_HasExactlyTheOriginalsFields()
    {
        var (status, body) = await GetAsync("/api/v1/system/port-pool");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"total_ports":999,"available_ports":994,"allocated_ports":5,"running_strategies":5"""
            + ""","port_range":"8081-9080","max_concurrent":999}""",
            body.ToJsonString());
    }

    [Fact]
    public async Task Statistics_FiveRunning_HasExactlyTheOriginalsFields()
    {
        var (status, body) = await GetAsync("/api/v1/system/statistics");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            [
                "total_strategies", "max_strategies", "healthy_strategies", "capacity_utilization", "port_range",
                "uptime_seconds", "architecture_mode", "can_start_more",
            ],
            body.Select(member => member.Key));
        Assert.Equal(
            (5, 0.5), (body["healthy_strategies"]!.GetValue<int>(), body["capacity_utilization"]!.GetValue<double>()));
        Assert.True(body["uptime_seconds"]!.GetValue<double>() > 0);
    }

    [Fact]
    public async Task Health_AllFive_IsHealthy()
    {
        var (status, body) = await GetAsync("/api/v1/system/health");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("healthy", 100), (body["status"]!.GetValue<string>(), body["health_score"]!.GetValue<double>()));
        Assert.Equal((5, 5, 5), (body["healthy_strategies"]!.GetValue<int>(), body["total_strategies"]!.GetValue<int>(),
            body["running_strategies"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Capacity_SupervisorGone_IsTheLastSample()
    {
        await Eventually.TrueAsync(() => Redis.KeyExistsAsync(Latest.LatestStore.CapacityKey));
        Neighbours.SupervisorAway = true;

        var (status, body) = await GetAsync("/api/v1/system/capacity");

        Assert.Equal((HttpStatusCode.OK, 5), (status, body["running_strategies"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Health_SupervisorGone_BecomesStaleAndIsNeverHealthy()
    {
        await GetAsync("/api/v1/system/health");
        Neighbours.SupervisorAway = true;

        await Eventually.TrueAsync(
            async () => (await GetAsync("/api/v1/system/health")).Body["stale"]!.GetValue<bool>());

        var (_, body) = await GetAsync("/api/v1/system/health");
        Assert.Equal(("stale", 0, 0), (body["status"]!.GetValue<string>(), body["health_score"]!.GetValue<double>(),
            body["healthy_strategies"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Capacity_Anonymous_Is401()
    {
        using var anyone = Host.As(null);

        Assert.Equal(HttpStatusCode.Unauthorized, (await anyone.GetAsync("/api/v1/system/capacity")).StatusCode);
    }

    [Fact]
    public async Task Capacity_TheSupervisorRefuses_CannotStartMoreAndSaysWhy()
    {
        var report = Make.Capacity(5);
        Neighbours.Capacity = report with
        {
            Capacity = report.Capacity with { CanStartMore = false },
            Refusal = "12 MiB of memory may still be taken",
            Warnings = ["5 instances reach binance without a proxy"],
        };

        var (_, body) = await GetAsync("/api/v1/system/capacity");
        var (status, detailed) = await GetAsync("/api/v1/system/capacity/detailed");

        Assert.False(body["can_start_more"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(body.ToJsonString(), detailed["capacity"]!.ToJsonString());
        Assert.Equal(
            """{"status":"healthy","health_score":100,"healthy_strategies":5,"total_strategies":5"""
            + ""","gateway_port":8080,"routes_loaded":5}""",
            detailed["gateway_health"]!.ToJsonString());
        Neighbours.Gateway = null;
        var (_, without) = await GetAsync("/api/v1/system/capacity/detailed");
        Assert.Equal("unreachable", without["gateway_health"]!["status"]!.GetValue<string>());
        Assert.Equal("""{"starting":1,"waiting":2,"at_once":8}""", detailed["starts"]!.ToJsonString());
        Assert.Equal("""{"resource":"memory","limit":"MemAvailable","free":1000,"each":100,"fits":10}""",
            detailed["limits"]![1]!.ToJsonString());
        Assert.Equal("12 MiB of memory may still be taken", detailed["refusal"]!.GetValue<string>());
        Assert.Equal("5 instances reach binance without a proxy", detailed["warnings"]![0]!.GetValue<string>());
        Assert.Equal(
            [("critical", "make_room"), ("warning", "relieve_exchange"), ("info", "normal_operation"),
                ("info", "hardware_recommendation")],
            detailed["recommendations"]!.AsArray().Select(one =>
                (one!["level"]!.GetValue<string>(), one["action"]!.GetValue<string>())));
    }

    [Fact]
    public async Task Trend_OfADay_HasExactlyTheOriginalsFieldsAndTheStoredSamples()
    {
        JsonNode? trend = null;
        await Eventually.TrueAsync(async () =>
            (trend = (await GetAsync("/api/v1/system/capacity/utilization-trend")).Body)["data_points"]!
                .AsArray().Count > 0);

        Assert.Equal(
            ["period_hours", "current_utilization", "peak_utilization", "average_utilization", "trend", "data_points"],
            trend!.AsObject().Select(member => member.Key));
        Assert.Equal((24, 0.5, 0.5, 0.5, "stable"), (
            trend["period_hours"]!.GetValue<int>(), trend["current_utilization"]!.GetValue<double>(),
            trend["peak_utilization"]!.GetValue<double>(), trend["average_utilization"]!.GetValue<double>(),
            trend["trend"]!.GetValue<string>()));
        Assert.Equal(0.5, trend["data_points"]![0]!["utilization"]!.GetValue<double>());
        Assert.Equal(HttpStatusCode.BadRequest,
            (await GetAsync("/api/v1/system/capacity/utilization-trend?hours=0")).Status);
    }
}

public sealed class SilentSupervisorTests(TestServers servers) : MonitoringTest(servers)
{
    internal override void Prepare() => Neighbours.SupervisorAway = true;

    [Fact]
    public async Task Trend_WhenTheSupervisorComesAfterTheFirstSample_HasItAllTheSame()
    {
        await Eventually.TrueAsync(() => Redis.KeyExistsAsync(Latest.LatestStore.SystemKey));
        Neighbours.Capacity = Make.Capacity(5);
        Neighbours.SupervisorAway = false;

        await Eventually.TrueAsync(async () =>
            (await GetAsync("/api/v1/system/capacity/utilization-trend")).Body["data_points"] is JsonArray
            {
                Count: > 0,
            });
    }

    [Theory]
    [InlineData("/api/v1/system/health")]
    [InlineData("/api/v1/system/capacity")]
    [InlineData("/api/v1/system/port-pool")]
    [InlineData("/api/v1/system/capacity/detailed")]
    [InlineData("/api/v1/system/capacity/utilization-trend")]
    [InlineData("/api/v1/system/statistics")]
    public async Task Get_NothingWasEverKnown_Is503(string path)
    {
        var (status, body) = await GetAsync(path);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("urn:btcwatcher:system:supervisor_silent", body["type"]!.GetValue<string>());
    }
}
