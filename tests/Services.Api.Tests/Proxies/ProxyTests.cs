using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests.Proxies;

public sealed class ProxyTests(Servers servers)
{
    private const string Proxies = "/api/v1/proxies";
    private const string Secret = "s3cret-of-the-proxy";

    [Fact]
    public async Task Proxy_Created_ShowsNoCredentialsAndGivesTheSupervisorAUrl()
    {
        await using var api = await servers.StartAsync();
        using var admin = await api.AsAsync(Policies.Admin);
        var id = await CreateAsync(admin, "home", "socks5", "proxy.example", 1080, "me@x", Secret + "/#");

        var shown = await admin.GetStringAsync($"{Proxies}/{id}");
        Assert.DoesNotContain(Secret, shown + await admin.GetStringAsync(Proxies));
        Assert.DoesNotContain("me@x", shown);
        var item = JsonDocument.Parse(shown).RootElement;
        Assert.True(item.GetProperty("has_credentials").GetBoolean());
        Assert.Equal("socks5", item.Text("type"));
        Assert.DoesNotContain(Secret, await admin.GetStringAsync("/api/v1/audit"));
        await using var scope = api.Services.CreateAsyncScope();
        var row = await scope.ServiceProvider.GetRequiredService<ApiDbContext>().Proxies.SingleAsync();
        Assert.StartsWith("k1.", row.CredentialsSealed);

        using var service = api.AsService();
        Assert.Equal($"socks5://me%40x:{Secret}%2F%23@proxy.example:1080", await RouteAsync(service, id));
        await admin.PutAsJsonAsync($"{Proxies}/{id}", new { host = "::1", username = "" })
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("socks5://[::1]:1080", await RouteAsync(service, id));
        await admin.GetAsync("/internal/proxies").ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Test_ThroughARealProxy_ReachesTheTargetOrSaysWhyNot(bool socks)
    {
        await using var proxy = new SmallProxy(socks, ("me", Secret));
        var target = servers.Api.Address + "health/live";
        await using var api = await servers.StartAsync(new() { ["Settings:proxy:health_check:test_url"] = target });
        using var admin = await api.AsAsync(Policies.Admin);
        var type = socks ? "socks5" : "http";
        var id = await CreateAsync(admin, "real", type, "127.0.0.1", proxy.Port, "me", Secret);

        var good = await TestAsync(admin, id);
        Assert.True(good.GetProperty("ok").GetBoolean(), good.GetRawText());
        Assert.InRange(good.GetProperty("latency_ms").GetDouble(), 0, 10_000);
        Assert.Contains(servers.Api.Address.Authority, proxy.Targets);
        var item = await admin.GetAsync($"{Proxies}/{id}").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(("healthy", 100.0), (item.Text("status"), item.GetProperty("success_rate").GetDouble()));

        var wrong = await CreateAsync(admin, "wrong", type, "127.0.0.1", proxy.Port, "me", "other");
        var refused = await TestAsync(admin, wrong);
        Assert.Equal(socks ? "proxy_refused" : "proxy_credentials", refused.Text("reason"));
        var tunnel = await TestAsync(admin, id, "https://127.0.0.1:1/");
        Assert.Equal("proxy_refused", tunnel.Text("reason"));
        var missing = await TestAsync(admin, id, servers.Api.Address + "no-such-page");
        Assert.Equal(("target_status", false), (missing.Text("reason"), missing.GetProperty("ok").GetBoolean()));
        var closed = await CreateAsync(admin, "closed", type, "127.0.0.1", FreePorts.Next(), "me", Secret);
        Assert.Equal("proxy_unreachable", (await TestAsync(admin, closed)).Text("reason"));
        Assert.DoesNotContain(Secret, refused.GetRawText() + tunnel.GetRawText() + missing.GetRawText());
    }

    [Fact]
    public async Task Watch_OfAProxyThatBreaks_UsesAnotherOneThenDirectUntilItIsBack()
    {
        await using var proxy = new SmallProxy();
        await using var api = await servers.StartAsync(new()
        {
            ["Settings:proxy:health_check:test_url"] = servers.Api.Address + "health/live",
            ["Settings:proxy:health_check:max_consecutive_failures"] = "1",
            ["Settings:proxy:health_check:max_latency_ms"] = "60000",
            ["Settings:proxy:health_check:success_rate_threshold"] = "0",
            ["Settings:proxy:monitoring:latency_spike_threshold"] = "10000",
            ["Settings:proxy:failover:recovery_success_count"] = "1",
            ["Proxies:PollInterval"] = "00:00:00.1",
        });
        using var admin = await api.AsAsync(Policies.Admin);
        using var service = api.AsService();
        var id = await CreateAsync(admin, "real", "http", "127.0.0.1", proxy.Port);
        await StatusAsync(admin, id, "healthy");

        proxy.Broken = true;
        await DueAsync(api);
        await StatusAsync(admin, id, "down");
        Assert.Null(await RouteAsync(service, id));
        await admin.PutAsJsonAsync(
            "/api/v1/system/config/overrides/proxy.failover.enable_direct_connection", new { value = false })
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal($"http://127.0.0.1:{proxy.Port}", await RouteAsync(service, id));

        proxy.Broken = false;
        await DueAsync(api);
        await StatusAsync(admin, id, "healthy");
    }

    [Fact]
    public async Task Strategy_WithAProxy_KeepsItFromBeingDeleted()
    {
        await using var api = await servers.StartAsync();
        using var admin = await api.AsAsync(Policies.Admin);
        using var service = api.AsService();
        var id = await CreateAsync(admin, "used", "http", "127.0.0.1", 3128);
        await CreateStrategyAsync(admin, Guid.NewGuid().ToString())
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
        var created = await CreateStrategyAsync(admin, id.ToString()).ExpectAsync(HttpStatusCode.Created);
        var strategy = created.GetProperty("strategy_id").GetInt32();
        var read = await admin.GetAsync($"/api/v1/strategies/{strategy}").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(id, read.GetProperty("proxy_id").GetGuid());
        var definition = await service.GetAsync($"/internal/strategies/{strategy}/versions/1")
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(id, definition.GetProperty("proxy").GetProperty("id").GetGuid());

        var refused = await admin.DeleteAsync($"{Proxies}/{id}")
            .ExpectProblemAsync(HttpStatusCode.Conflict, "proxies:in_use");
        Assert.Equal(strategy, refused.GetProperty("strategies")[0].GetProperty("strategy_id").GetInt32());
        await admin.PutAsJsonAsync($"/api/v1/strategies/{strategy}", new { proxy_id = "none" })
            .ExpectAsync(HttpStatusCode.OK);
        await admin.DeleteAsync($"{Proxies}/{id}").ExpectAsync(HttpStatusCode.OK);
        await admin.PutAsJsonAsync($"/api/v1/strategies/{strategy}", new { proxy_id = id })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "strategies:invalid");
    }

    [Fact]
    public async Task Order_OfAllProxies_IsKept()
    {
        await using var api = await servers.StartAsync();
        using var admin = await api.AsAsync(Policies.Admin);
        var first = await CreateAsync(admin, "first", "http", "a", 1);
        var second = await CreateAsync(admin, "second", "https", "b", 2);

        var ordered = await admin.PostAsJsonAsync(Proxies + "/order", new { proxy_ids = (Guid[])[second, first] })
            .ExpectAsync(HttpStatusCode.OK);

        Assert.Equal([second, first],
            ordered.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("proxy_id").GetGuid()));
        foreach (var wrong in (Guid[][])[[first], [first, first], [first, second, second], [first, Guid.NewGuid()]])
        {
            await admin.PostAsJsonAsync(Proxies + "/order", new { proxy_ids = wrong })
                .ExpectProblemAsync(HttpStatusCode.BadRequest, "proxies:invalid");
        }
    }

    [Theory]
    [InlineData("name", """{"type":"http","host":"h","port":1}""")]
    [InlineData("name", """{"name":" ","type":"http","host":"h","port":1}""")]
    [InlineData("type", """{"name":"n","type":"ftp","host":"h","port":1}""")]
    [InlineData("host", """{"name":"n","type":"http","host":"http://h","port":1}""")]
    [InlineData("host", """{"name":"n","type":"http","host":"h/p","port":1}""")]
    [InlineData("host", """{"name":"n","type":"http","host":"u:p@h","port":1}""")]
    [InlineData("port", """{"name":"n","type":"http","host":"h","port":0}""")]
    [InlineData("username", """{"name":"n","type":"http","host":"h","port":1,"username":"a:b"}""")]
    [InlineData("username", """{"name":"n","type":"http","host":"h","port":1,"password":"p"}""")]
    [InlineData("password", """{"name":"n","type":"http","host":"h","port":1,"username":"u","password":"a\n"}""")]
    public async Task Create_WithABadField_NamesIt(string field, string body)
    {
        using var admin = await servers.Api.AsAsync(Policies.Admin);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var problem = await admin.PostAsync(Proxies, content)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "proxies:invalid");

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task Proxies_WithTheWrongRoleIdOrTag_AreRefused()
    {
        await using var api = await servers.StartAsync();
        using var viewer = await api.AsAsync(Policies.Viewer);
        using var runner = await api.AsAsync(Policies.Operator);
        using var admin = await api.AsAsync(Policies.Admin);
        var id = await CreateAsync(admin, "one", "http", "127.0.0.1", 1);
        var some = new { name = "x" };
        await runner.PostAsJsonAsync(Proxies, some).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await runner.PutAsJsonAsync($"{Proxies}/{id}", some).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await runner.DeleteAsync($"{Proxies}/{id}").ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await runner.PostAsJsonAsync(Proxies + "/order", some).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await viewer.PostAsJsonAsync($"{Proxies}/{id}/test", new { })
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await runner.PostAsJsonAsync($"{Proxies}/{id}/test", new { url = "http://127.0.0.1/" })
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "proxies:own_target");
        await admin.PostAsJsonAsync($"{Proxies}/{id}/test", new { url = "ftp://127.0.0.1/" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "proxies:invalid");
        await admin.PostAsJsonAsync(Proxies, new { name = "ONE", type = "http", host = "h", port = 1 })
            .ExpectProblemAsync(HttpStatusCode.Conflict, "proxies:name_taken");
        await admin.PostAsJsonAsync(Proxies, new { name = "x", kind = "http" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "http:unknown_field");
        var nobody = Guid.NewGuid();
        await viewer.GetAsync($"{Proxies}/{nobody}").ExpectProblemAsync(HttpStatusCode.NotFound, "proxies:not_found");
        await admin.PutAsJsonAsync($"{Proxies}/{nobody}", some)
            .ExpectProblemAsync(HttpStatusCode.NotFound, "proxies:not_found");
        await admin.DeleteAsync($"{Proxies}/{nobody}").ExpectProblemAsync(HttpStatusCode.NotFound, "proxies:not_found");
        await admin.PostAsJsonAsync($"{Proxies}/{nobody}/test", new { })
            .ExpectProblemAsync(HttpStatusCode.NotFound, "proxies:not_found");
        using var stale = new HttpRequestMessage(HttpMethod.Put, $"{Proxies}/{id}");
        stale.Content = JsonContent.Create(some);
        stale.Headers.TryAddWithoutValidation("If-Match", "\"7\"");
        await admin.SendAsync(stale).ExpectProblemAsync(HttpStatusCode.PreconditionFailed, "proxies:changed");
    }

    private static async Task<Guid> CreateAsync(
        HttpClient admin, string name, string type, string host, int port, string? username = null,
        string? password = null) =>
        (await admin.PostAsJsonAsync(Proxies, new { name, type, host, port, username, password })
            .ExpectAsync(HttpStatusCode.Created)).GetProperty("proxy_id").GetGuid();

    private static Task<JsonElement> TestAsync(HttpClient admin, Guid id, string? url = null) =>
        admin.PostAsJsonAsync($"{Proxies}/{id}/test", new { url }).ExpectAsync(HttpStatusCode.OK);

    private static async Task<string?> RouteAsync(HttpClient service, Guid id)
    {
        var routes = await service.GetAsync("/internal/proxies").ExpectAsync(HttpStatusCode.OK);
        return routes.EnumerateArray().Single(route => route.GetProperty("proxy_id").GetGuid() == id)
            .GetProperty("url").GetString();
    }

    private static Task StatusAsync(HttpClient client, Guid id, string status) => Eventually.TrueAsync(async () =>
        (await client.GetAsync($"{Proxies}/{id}").ExpectAsync(HttpStatusCode.OK)).Text("status") == status);

    private static async Task DueAsync(ApiHost api)
    {
        await using var scope = api.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ApiDbContext>().Proxies
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextCheckAt, DateTimeOffset.UnixEpoch));
    }

    private static Task<HttpResponseMessage> CreateStrategyAsync(HttpClient admin, string proxy) =>
        admin.PostAsJsonAsync("/api/v1/strategies", new
        {
            name = $"with a proxy {Guid.NewGuid():N}",
            strategy_class = "Sample",
            pair_whitelist = (string[])["BTC/USDT"],
            files = new Dictionary<string, string> { ["Sample.py"] = "class Sample(IStrategy):\n    pass\n" },
            proxy_id = proxy,
        });
}
