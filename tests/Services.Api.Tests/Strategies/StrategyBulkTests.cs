using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Strategies;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class StrategyBulkTests(Servers servers)
{
    private const string Root = "/api/v1/strategies";

    [Fact]
    public async Task Start_All_IsOneJobWhoseProgressIsTheInstances()
    {
        await using var api = await WithThreeAsync();
        using var client = await api.AsAsync(Policies.Operator);

        var accepted = await BulkAsync(client, "start", new { all = true }).ExpectAsync(HttpStatusCode.Accepted);

        Assert.Equal(("accepted", 3), (accepted.Text("status"), accepted.GetProperty("strategies").GetInt32()));
        Assert.Equal(["running", "running", "running"], await DesiredAsync(client));
        await AssertJobAsync(client, accepted, "running", 0, "0 of 3 running.");

        Tell(
            api, View(1, InstanceState.Running), View(2, InstanceState.Starting),
            View(3, InstanceState.Stopped, seen: 1));
        await AssertJobAsync(client, accepted, "running", 33, "1 of 3 running.");

        Tell(api, View(1, InstanceState.Running), View(2, InstanceState.Running), View(3, InstanceState.GaveUp));
        var failed = await AssertJobAsync(
            client, accepted, "failed", 100, "2 of 3 running, 1 given up: see their reasons.");
        Assert.Equal("bulk_start", failed.Text("kind"));
        var third = failed.GetProperty("result").GetProperty("strategies")[2];
        Assert.Equal((3, "failed", "gave_up", "strategy: broken"), (third.GetProperty("strategy_id").GetInt32(),
            third.Text("outcome"), third.Text("state"), third.Text("reason")));

        // What has finished stays as it ended.
        Tell(api, View(3, InstanceState.Running));
        await AssertJobAsync(client, accepted, "failed", 100, "2 of 3 running, 1 given up: see their reasons.");
    }

    [Fact]
    public async Task Stop_Some_LeavesTheOthersAlone()
    {
        await using var api = await WithThreeAsync(start: true);
        using var client = await api.AsAsync(Policies.Operator);

        var accepted = await BulkAsync(client, "stop", new { strategy_ids = new[] { 3, 1, 3 } })
            .ExpectAsync(HttpStatusCode.Accepted);

        Assert.Equal(2, accepted.GetProperty("strategies").GetInt32());
        Assert.Equal(["stopped", "running", "stopped"], await DesiredAsync(client));
        Tell(api, View(1, InstanceState.Stopped), View(3, InstanceState.Stopped));
        await AssertJobAsync(client, accepted, "succeeded", 100, "2 of 2 stopped.");
    }

    [Fact]
    public async Task Restart_ByTag_RestartsOnlyWhatIsToRunAndEachOnce()
    {
        await using var api = await WithThreeAsync(start: true);
        using var client = await api.AsAsync(Policies.Operator);
        await client.PostAsync($"{Root}/1/stop", null).ExpectAsync(HttpStatusCode.Accepted);

        // 1 and 3 are odd, and 1 is stopped.
        var accepted = await BulkAsync(client, "restart", new { tags = new[] { "odd", "none" } })
            .ExpectAsync(HttpStatusCode.Accepted);

        Assert.Equal(1, accepted.GetProperty("strategies").GetInt32());
        using var service = api.AsService();
        var desired = await service.GetAsync("/internal/desired-states").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(
            ["stopped/2/0", "running/1/0", "running/2/1"],
            desired.EnumerateArray().Select(one => $"{one.Text("state")}/{one.GetProperty("revision").GetInt64()}/"
                + one.GetProperty("restart_nonce").GetInt32()));
        // The old process runs still: that is not a restart.
        Tell(api, View(3, InstanceState.Running, applied: 1));
        await AssertJobAsync(client, accepted, "running", 0, "0 of 1 restarted.");
        Tell(api, View(3, InstanceState.Running, applied: 2));
        await AssertJobAsync(client, accepted, "succeeded", 100, "1 of 1 restarted.");
    }

    [Fact]
    public async Task Bulk_OneThatDoesNotExist_ChangesNothing()
    {
        await using var api = await WithThreeAsync();
        using var client = await api.AsAsync(Policies.Operator);

        var problem = await BulkAsync(client, "start", new { strategy_ids = new[] { 1, 4711, 2 } })
            .ExpectProblemAsync(HttpStatusCode.NotFound, "strategies:not_found");

        Assert.Equal([4711], problem.GetProperty("strategy_ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal(["stopped", "stopped", "stopped"], await DesiredAsync(client));
    }

    [Fact]
    public async Task Bulk_ManyAtOnce_DoNotLockEachOtherOut()
    {
        await using var api = await WithThreeAsync();
        using var client = await api.AsAsync(Policies.Operator);
        int[][] orders = [[1, 2, 3], [3, 2, 1], [2, 3, 1], [3, 1, 2]];

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => BulkAsync(
            client, i % 2 == 0 ? "start" : "restart", new { strategy_ids = orders[i % 4] })
            .ExpectAsync(HttpStatusCode.Accepted)));

        Assert.Equal(["running", "running", "running"], await DesiredAsync(client));
    }

    [Theory]
    [InlineData("{}", "body")]
    [InlineData("""{"all":true,"strategy_ids":[1]}""", "body")]
    [InlineData("""{"all":false}""", "all")]
    [InlineData("""{"strategy_ids":[]}""", "strategy_ids")]
    [InlineData("""{"tags":[]}""", "tags")]
    [InlineData("""{"tags":[""]}""", "tags")]
    [InlineData("""{"tags":["nobody has this one"]}""", "tags")]
    public async Task Bulk_BadInput_NamesTheField(string body, string field)
    {
        using var client = await servers.Api.AsAsync(Policies.Operator);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var problem = await client.PostAsync($"{Root}/bulk/stop", content)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Bulk_ByAViewer_Answers403()
    {
        using var viewer = await servers.Api.AsAsync(Policies.Viewer);

        foreach (var action in (string[])["start", "stop", "restart"])
        {
            await BulkAsync(viewer, action, new { all = true })
                .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        }
    }

    private async Task<ApiHost> WithThreeAsync(bool start = false)
    {
        var api = await servers.StartAsync();
        using var client = await api.AsAsync(Policies.Operator);
        for (var id = 1; id <= 3; id++)
        {
            Assert.Equal(id, await StrategyTests.CreateAsync(
                client, $"b_{id}", new { auto_start = start, tags = new[] { id % 2 == 0 ? "even" : "odd" } }));
        }

        return api;
    }

    private static Task<HttpResponseMessage> BulkAsync(HttpClient client, string action, object body) =>
        client.PostAsJsonAsync($"{Root}/bulk/{action}", body);

    private static async Task<List<string>> DesiredAsync(HttpClient client) =>
        [.. (await client.GetAsync(Root).ExpectAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray()
            .Select(item => item.Text("desired_state"))];

    private static async Task<JsonElement> AssertJobAsync(
        HttpClient client, JsonElement accepted, string state, int progress, string message)
    {
        var job = await client.GetAsync($"/api/v1/jobs/{accepted.Text("job_id")}").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal((state, progress, message),
            (job.Text("state"), job.GetProperty("progress").GetInt32(), job.Text("message")));
        return job;
    }

    private static void Tell(ApiHost api, params InstanceView[] views) =>
        api.Services.GetRequiredService<StrategyStates>().Update(views);

    private static InstanceView View(int id, InstanceState state, long seen = 2, long applied = 2) => new()
    {
        StrategyId = id,
        Generation = 1,
        State = state,
        Desired = DesiredState.Running,
        StateSince = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Version = 1,
        DesiredRevision = seen,
        AppliedRevision = applied,
        Reason = state == InstanceState.GaveUp ? "strategy: broken" : null,
    };
}
