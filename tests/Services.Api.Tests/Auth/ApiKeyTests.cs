using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Tests.Strategies;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class ApiKeyTests(Servers servers)
{
    private const string Keys = "/api/v1/auth/api-keys";
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Key_OfAnOperator_ActsInTheOwnersNameWithItsOwnRole()
    {
        using var owner = _api.With((await _api.UserAsync(Policies.Operator, "key-owner")).AccessToken);
        var created = await CreateAsync(owner, new { name = "reader" }).ExpectAsync(HttpStatusCode.Created);
        var key = created.Text("api_key");

        Assert.StartsWith("btcw_", key, StringComparison.Ordinal);
        using var bearer = _api.With(key);
        using var header = WithHeader(key);
        foreach (var client in (HttpClient[])[bearer, header])
        {
            Assert.Equal(await owner.IdAsync(), await client.IdAsync());
            await client.GetAsync("/api/v1/strategies").ExpectAsync(HttpStatusCode.OK);
            await client.PostAsJsonAsync("/api/v1/strategies", new { })
                .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        }

        var listed = await owner.GetAsync(Keys).ExpectAsync(HttpStatusCode.OK);
        var item = Assert.Single(listed.GetProperty("items").EnumerateArray());
        Assert.Equal("viewer", item.Text("role"));
        Assert.Equal(key[..9], item.Text("hint"));
        Assert.Equal("127.0.0.1", item.Text("last_used_address"));
        Assert.Equal(JsonValueKind.String, item.GetProperty("last_used_at").ValueKind);
        Assert.DoesNotContain(key, listed.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_Revoked_IsRefusedAtOnce()
    {
        using var owner = await _api.AsAsync(Policies.Viewer);
        var created = await CreateAsync(owner, new { name = "short-lived" }).ExpectAsync(HttpStatusCode.Created);
        using var client = _api.With(created.Text("api_key"));
        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK);

        await owner.DeleteAsync($"{Keys}/{created.Text("key_id")}").ExpectAsync(HttpStatusCode.NoContent);

        await client.GetAsync("/api/v1/auth/me").ExpectProblemAsync(HttpStatusCode.Unauthorized, "http:401");
        await owner.DeleteAsync($"{Keys}/{created.Text("key_id")}")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "auth:key_not_found");
        await owner.DeleteAsync($"{Keys}/{Guid.NewGuid()}")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "auth:key_not_found");
    }

    [Fact]
    public async Task Key_OfAUserWhoIsDemotedAndDisabled_FollowsTheOwner()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        using var owner = await _api.AsAsync(Policies.Operator);
        var id = await owner.IdAsync();
        var created = await CreateAsync(owner, new { name = "work", role = "operator" })
            .ExpectAsync(HttpStatusCode.Created);
        using var client = _api.With(created.Text("api_key"));
        await client.PostAsJsonAsync("/api/v1/strategies", new { }).ExpectAsync(HttpStatusCode.BadRequest);

        await admin.PatchAsJsonAsync($"/api/v1/users/{id}", new { role = "viewer" }).ExpectAsync(HttpStatusCode.OK);
        await client.PostAsJsonAsync("/api/v1/strategies", new { }).ExpectAsync(HttpStatusCode.Forbidden);
        await admin.PatchAsJsonAsync($"/api/v1/users/{id}", new { enabled = false }).ExpectAsync(HttpStatusCode.OK);
        await client.GetAsync("/api/v1/strategies").ExpectAsync(HttpStatusCode.Unauthorized);

        var listed = await admin.GetAsync($"/api/v1/users/{id}/api-keys").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(1, listed.GetProperty("total").GetInt32());
        await admin.DeleteAsync($"/api/v1/users/{id}/api-keys/{created.Text("key_id")}")
            .ExpectAsync(HttpStatusCode.NoContent);
        await owner.GetAsync($"/api/v1/users/{id}/api-keys").ExpectAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Key_ThatOnlyReads_ChangesNothing()
    {
        using var owner = await _api.AsAsync(Policies.Admin);
        var body = new { name = "watcher", role = "admin", read_only = true };
        var created = await CreateAsync(owner, body).ExpectAsync(HttpStatusCode.Created);
        using var client = _api.With(created.Text("api_key"));

        await client.GetAsync("/api/v1/audit").ExpectAsync(HttpStatusCode.OK);
        await client.PostAsJsonAsync("/api/v1/users", new { username = "never", role = "admin" })
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:key_read_only");
        await client.PostAsync("/api/v1/system/config/reload", null)
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:key_read_only");
    }

    [Fact]
    public async Task Key_OfOneStrategy_TouchesNoOther()
    {
        using var owner = await _api.AsAsync(Policies.Operator);
        var mine = await StrategyTests.CreateAsync(owner, "of-the-key");
        var other = await StrategyTests.CreateAsync(owner, "not-of-the-key");
        var body = new { name = "one", role = "operator", strategy_ids = new[] { mine } };
        var created = await CreateAsync(owner, body).ExpectAsync(HttpStatusCode.Created);
        using var client = _api.With(created.Text("api_key"));

        await client.GetAsync($"/api/v1/strategies/{mine}").ExpectAsync(HttpStatusCode.OK);
        await client.PostAsync($"/api/v1/strategies/{mine}/stop", null).ExpectAsync(HttpStatusCode.Accepted);
        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK);
        string[] closed = [$"/api/v1/strategies/{other}", "/api/v1/strategies", "/api/v1/system/config/proxy"];
        foreach (var path in closed)
        {
            await client.GetAsync(path).ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:key_scope");
        }

        await client.PostAsync($"/api/v1/strategies/{other}/start", null)
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:key_scope");
        await client.PostAsJsonAsync("/api/v1/strategies/bulk/stop", new { strategy_ids = new[] { mine } })
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:key_scope");
    }

    [Theory]
    [InlineData("GET", "/api/v1/auth/api-keys")]
    [InlineData("POST", "/api/v1/auth/api-keys")]
    [InlineData("DELETE", "/api/v1/auth/api-keys/019aaa00-0000-7000-8000-000000000001")]
    [InlineData("GET", "/api/v1/auth/sessions")]
    [InlineData("POST", "/api/v1/auth/logout")]
    [InlineData("POST", "/api/v1/auth/password")]
    [InlineData("POST", "/api/v1/auth/ws-ticket")]
    public async Task Key_WhereALoginIsNeeded_Answers403(string method, string path)
    {
        using var owner = await _api.AsAsync(Policies.Admin);
        var created = await CreateAsync(owner, new { name = "all", role = "admin" })
            .ExpectAsync(HttpStatusCode.Created);
        using var client = _api.With(created.Text("api_key"));
        using var request = new HttpRequestMessage(new(method), path) { Content = JsonContent.Create(new { }) };
        await client.SendAsync(request).ExpectProblemAsync(HttpStatusCode.Forbidden, "auth:login_required");
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("{\"name\":\"a\\u0000b\"}", "name")]
    [InlineData("{\"name\":\"x\",\"role\":\"admin\"}", "role")]
    [InlineData("{\"name\":\"x\",\"role\":\"root\"}", "role")]
    [InlineData("{\"name\":\"x\",\"expires_at\":\"2020-01-01T00:00:00Z\"}", "expires_at")]
    [InlineData("{\"name\":\"x\",\"expires_at\":\"2999-01-01T00:00:00Z\"}", "expires_at")]
    [InlineData("{\"name\":\"x\",\"strategy_ids\":[]}", "strategy_ids")]
    [InlineData("{\"name\":\"x\",\"strategy_ids\":[998877]}", "strategy_ids")]
    public async Task Create_WithBadInput_NamesTheField(string body, string field)
    {
        using var owner = await _api.AsAsync(Policies.Operator);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await owner.PostAsync(Keys, content)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("btcw_")]
    [InlineData("btcw_0123456789012345678901234567890123456789012")]
    public async Task Key_Unknown_Answers401(string key)
    {
        using var client = _api.With(key);
        await client.GetAsync("/api/v1/auth/me").ExpectProblemAsync(HttpStatusCode.Unauthorized, "http:401");
    }

    [Fact]
    public async Task Key_ForAnotherService_IsVerifiedAndServesAsItsPassword()
    {
        using var owner = _api.With((await _api.UserAsync(Policies.Operator, "key-for-gateway")).AccessToken);
        var body = new { name = "gateway", role = "operator", read_only = true };
        var key = (await CreateAsync(owner, body).ExpectAsync(HttpStatusCode.Created)).Text("api_key");
        using var service = _api.AsService();

        var grant = await service.PostAsJsonAsync("/internal/auth/api-key", new { key, address = "192.0.2.9" })
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("key-for-gateway", grant.Text("username"));
        Assert.True(grant.GetProperty("read_only").GetBoolean());
        await service.PostAsJsonAsync("/internal/auth/api-key", new { key = key + "x", address = "192.0.2.9" })
            .ExpectAsync(HttpStatusCode.Unauthorized);
        var basic = await VerifyAsync(service, "Key-for-gateway", key).ExpectAsync(HttpStatusCode.OK);
        Assert.True(basic.GetProperty("read_only").GetBoolean());
        await VerifyAsync(service, "admin", key).ExpectAsync(HttpStatusCode.Unauthorized);
    }

    private static Task<HttpResponseMessage> VerifyAsync(HttpClient service, string username, string password) =>
        service.PostAsJsonAsync("/internal/auth/verify", new { username, password });

    private static Task<HttpResponseMessage> CreateAsync(HttpClient owner, object body) =>
        owner.PostAsJsonAsync(Keys, body);

    private HttpClient WithHeader(string key)
    {
        var client = _api.Anonymous();
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }
}
