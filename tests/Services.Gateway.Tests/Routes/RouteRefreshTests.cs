using System.Net;
using BtcWatcher.Contracts;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Gateway.Tests.Routes;

public sealed class RouteRefreshTests : GatewayTest
{
    protected override (string Key, string Value)[] Settings =>
        [("Gateway:ComparisonInterval", "00:00:01"), ("Gateway:DriftGrace", "00:00:00.100")];

    [Fact]
    public async Task Table_WithoutTheSupervisor_KeepsWorking()
    {
        Services.SupervisorAway = true;
        Assert.NotNull(await Gateway.FetchRoutesAsync());

        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/strategy/1/status"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/strategy/2/status"));
        Assert.Contains(Gateway.LogLines, line => line.StartsWith(
            "The supervisor gives no routes, the last 2 stay in use", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Comparison_FindsWhatNoEventSaid()
    {
        Services.SetRoutes(First.Route);
        await Eventually.TrueAsync(() => Gateway.Store.Current.Find(2) is null);

        Assert.Equal(HttpStatusCode.NotFound, await GetAsync("/api/strategy/2/status"));
        await Eventually.TrueAsync(() => Gateway.LogLines.Any(line => line.Contains(
            "differed without an event, of strategies 2; repaired", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Route_WithANewAddress_IsUsedByTheNextRequest()
    {
        Services.SetRoutes(First.Route with { Address = Second.Route.Address, Generation = 2 });
        Assert.Null(await Gateway.FetchRoutesAsync());

        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/strategy/1/status"));
        Assert.Empty(First.Requests);
        Assert.Single(Second.Requests);
    }

    [Fact]
    public async Task Routes_Changing_FailNoRequest()
    {
        using var client = Gateway.As("viewer");
        using var stop = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            var failed = 0;
            while (!stop.IsCancellationRequested)
            {
                using var response = await client.GetAsync("/api/strategy/1/api/v1/ping");
                if (response.StatusCode != HttpStatusCode.OK) failed++;
            }

            return failed;
        });
        for (var generation = 2; generation < 200; generation++)
        {
            Services.SetRoutes(
                First.Route with { Generation = generation }, Second.Route with { Generation = generation });
            Assert.Null(await Gateway.FetchRoutesAsync());
        }

        await stop.CancelAsync();
        Assert.Equal(0, await asking);
        Assert.Equal(199, Gateway.Store.Current.Find(1)!.Route.Generation);
    }

    [Fact]
    public async Task Start_WithoutTheSupervisor_Is503UntilItAnswers()
    {
        Services.SupervisorAway = true;
        await using var late = await GatewayHost.StartAsync(Services, waitForRoutes: false);
        using var client = late.As("viewer");
        using var before = await client.GetAsync("/api/strategy/1/status");
        using var ready = await client.GetAsync("/health/ready");
        using var live = await client.GetAsync("/health/live");

        Assert.Equal(
            """{"detail":"The gateway has no routes yet: the supervisor has not answered since the start."}""",
            await before.Content.ReadAsStringAsync());
        Assert.Equal((503, 503, 200), ((int)before.StatusCode, (int)ready.StatusCode, (int)live.StatusCode));
        Assert.Contains("\"routes\":\"unhealthy\"", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Services.SupervisorAway = false;
        await Eventually.TrueAsync(() => late.Store.IsLoaded);
        using var after = await client.GetAsync("/api/strategy/1/status");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task Route_WhoseAddressIsNone_LeavesTheOthersWorking()
    {
        Services.SetRoutes(First.Route, Second.Route with { Address = "127.0.0.1:8082" });
        Assert.Null(await Gateway.FetchRoutesAsync());

        Assert.Equal(HttpStatusCode.OK, await GetAsync("/api/strategy/1/status"));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync("/api/strategy/2/status"));
        Assert.Contains(
            Gateway.LogLines,
            line => line.Contains("Strategy 2: '127.0.0.1:8082' is no address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task View_WithoutARoute_SaysWhy()
    {
        Services.Views = [View(5, InstanceState.GaveUp, "the port is taken")];
        Assert.Null(await Gateway.FetchRoutesAsync());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync("/api/strategy/5/status"));
    }

    private async Task<HttpStatusCode> GetAsync(string path)
    {
        using var client = Gateway.As("viewer");
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }
}
