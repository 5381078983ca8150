using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Tests.Strategies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BtcWatcher.Services.Api.Tests.Audit;

public sealed class AuditTests(Servers servers)
{
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Change_OfAUser_IsToldWithWhoWhatAndFromWhere()
    {
        using var admin = _api.With((await _api.UserAsync(Policies.Admin, "auditor-1")).AccessToken);
        admin.DefaultRequestHeaders.UserAgent.ParseAdd("audit-test/1.0");
        var created = await admin.PostAsJsonAsync("/api/v1/users", new { username = "audited-1", role = "viewer" })
            .ExpectAsync(HttpStatusCode.Created);
        var id = created.Text("user_id");
        await admin.PatchAsJsonAsync($"/api/v1/users/{id}", new { role = "operator" }).ExpectAsync(HttpStatusCode.OK);
        await admin.DeleteAsync($"/api/v1/users/{id}").ExpectAsync(HttpStatusCode.NoContent);

        var entries = await ListAsync(admin, $"target_kind=user&target_id={id}");

        Assert.Equal(["user.deleted", "user.changed", "user.created"], entries.Select(entry => entry.Text("action")));
        var changed = entries[1];
        Assert.Equal("auditor-1", changed.Text("actor"));
        Assert.Equal((await admin.IdAsync()).ToString(), changed.Text("actor_id"));
        Assert.Equal("session", changed.Text("credential"));
        Assert.Equal("127.0.0.1", changed.Text("address"));
        Assert.Equal("audit-test/1.0", changed.Text("user_agent"));
        Assert.Equal("audited-1", changed.Text("target"));
        Assert.Equal("viewer", changed.GetProperty("before").Text("role"));
        Assert.Equal("operator", changed.GetProperty("after").Text("role"));
        Assert.Equal(32, changed.Text("correlation_id").Length);
        Assert.DoesNotContain(created.Text("one_time_password"), JsonSerializer.Serialize(entries));
    }

    [Fact]
    public async Task Logins_GoodBadAndLockedOut_AreTold()
    {
        await _api.UserAsync(Policies.Viewer, "audited-login", "Right-Password-1");
        using var admin = await _api.AsAsync(Policies.Admin);
        await _api.LoginAsync("audited-login", "Right-Password-1").ExpectAsync(HttpStatusCode.OK);
        for (var i = 0; i < 5; i++)
        {
            await _api.LoginAsync("audited-login", "Wrong-Password-1").ExpectAsync(HttpStatusCode.Unauthorized);
        }

        await _api.LoginAsync("Secret-As-Name-1", "x").ExpectAsync(HttpStatusCode.Unauthorized);
        var entries = await ListAsync(admin, "actor=audited-login");
        var unknown = await ListAsync(admin, "actor=unknown&action=auth.login_failed");

        // The first of them is the session that the test's user was given.
        string[] failures = [.. Enumerable.Repeat("auth.login_failed", 4)];
        Assert.Equal(["auth.logged_in", "auth.logged_in", .. failures], Actions(entries).Reverse().Take(6));
        Assert.Equal(["auth.locked_out", "auth.login_failed"], Actions(entries).Take(2).Order());
        Assert.Equal("no such user", unknown[0].GetProperty("after").Text("reason"));
        var all = JsonSerializer.Serialize(await ListAsync(admin, "limit=500"));
        Assert.DoesNotContain("ssword-1", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret-as-name", all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Strategy_CreatedStartedChangedDeleted_IsTold()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        var id = await StrategyTests.CreateAsync(admin, "audited-strategy", new { });
        var path = $"/api/v1/strategies/{id}";
        await admin.PostAsync(path + "/start", null).ExpectAsync(HttpStatusCode.Accepted);
        await admin.PutAsJsonAsync(path, new { max_open_trades = 5 }).ExpectAsync(HttpStatusCode.OK);
        await admin.PostAsJsonAsync("/api/v1/strategies/bulk/stop", new { strategy_ids = new[] { id } })
            .ExpectAsync(HttpStatusCode.Accepted);
        await admin.DeleteAsync(path).ExpectAsync(HttpStatusCode.OK);

        var entries = await ListAsync(admin, $"target_kind=strategy&target_id={id}");

        string[] expected =
            ["strategy.deleted", "strategy.stop", "strategy.changed", "strategy.start", "strategy.created"];
        Assert.Equal(expected, Actions(entries));
        Assert.Equal(1, entries[2].GetProperty("before").GetProperty("version").GetInt32());
        Assert.Equal(2, entries[2].GetProperty("after").GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task BasicLogins_ThroughTheGateway_AreToldWithTheCallersAddress()
    {
        const string Name = "audited-basic";
        const string Password = "Right-Password-1";
        using var owner = _api.With((await _api.UserAsync(Policies.Operator, Name, Password)).AccessToken);
        await _api.UserAsync(Policies.Operator, "basic-new", Password, mustChange: true);
        using var admin = await _api.AsAsync(Policies.Admin);
        var key = (await owner.PostAsJsonAsync("/api/v1/auth/api-keys", new { name = "script" })
            .ExpectAsync(HttpStatusCode.Created)).Text("api_key");

        await VerifyAsync(Name, Password).ExpectAsync(HttpStatusCode.OK);
        await VerifyAsync(Name, "Wrong-Password-1").ExpectAsync(HttpStatusCode.Unauthorized);
        await VerifyAsync(Name, key).ExpectAsync(HttpStatusCode.OK);
        await VerifyAsync("somebody", key).ExpectAsync(HttpStatusCode.Unauthorized);
        await VerifyAsync("basic-new", Password).ExpectAsync(HttpStatusCode.Forbidden);

        var entries = await ListAsync(admin, "address=192.0.2.77");
        Assert.Equal(
            [
                ("basic-new", "auth.login_failed", "password", "the password must be changed"),
                (Name, "auth.login_failed", "api_key", "the key is another user's"),
                (Name, "auth.logged_in", "api_key", ""), (Name, "auth.login_failed", "password", "wrong password"),
                (Name, "auth.logged_in", "password", ""),
            ],
            entries.Select(entry => (entry.Text("actor"), entry.Text("action"), entry.Text("credential"),
                entry.GetProperty("after").TryGetProperty("reason", out var reason) ? reason.GetString()! : "")));
        Assert.DoesNotContain(key, JsonSerializer.Serialize(entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BasicLogins_WithAWrongKey_AreLockedOutLikePasswords_WithoutLockingThePassword()
    {
        const string Name = "basic-locked";
        var key = "btcw_" + new string('0', 43);
        await _api.UserAsync(Policies.Operator, Name, "Right-Password-1");
        using var admin = await _api.AsAsync(Policies.Admin);
        for (var i = 0; i < 5; i++)
        {
            await VerifyAsync(Name, key, "192.0.2.78").ExpectAsync(HttpStatusCode.Unauthorized);
        }

        await VerifyAsync(Name, key, "192.0.2.78")
            .ExpectProblemAsync(HttpStatusCode.TooManyRequests, "auth:locked_out");
        await VerifyAsync(Name, "Right-Password-1", "192.0.2.78").ExpectAsync(HttpStatusCode.OK);

        var entries = await ListAsync(admin, "address=192.0.2.78");
        Assert.Equal(5, Actions(entries).Count(action => action == "auth.login_failed"));
        Assert.Single(Actions(entries), "auth.locked_out");
        Assert.All(entries.Skip(1), entry => Assert.Equal("unknown", entry.Text("actor")));
    }

    [Fact]
    public async Task Drafts_CreatedPublishedRemoved_AreTold_NotEverySave()
    {
        using var user = await _api.AsAsync(Policies.Operator);
        using var admin = await _api.AsAsync(Policies.Admin);
        var content = new
        {
            name = "audited draft", strategy_class = "Sample", timeframe = "5m", exchange = "binance",
            pair_whitelist = (string[])["BTC/USDT"],
        };
        var first = await DraftAsync(user, content);
        await user.PutAsJsonAsync($"/api/v1/strategies/drafts/{first}", new { revision = 1, content })
            .ExpectAsync(HttpStatusCode.OK);
        await user.PostAsync($"/api/v1/strategies/drafts/{first}/publish", null).ExpectAsync(HttpStatusCode.Created);
        var second = await DraftAsync(user, content);
        await user.DeleteAsync($"/api/v1/strategies/drafts/{second}").ExpectAsync(HttpStatusCode.NoContent);
        await user.DeleteAsync($"/api/v1/strategies/drafts/{second}").ExpectAsync(HttpStatusCode.NotFound);

        var published = await ListAsync(admin, $"target_kind=draft&target_id={first}");
        Assert.Equal(["draft.published", "draft.created"], Actions(published));
        Assert.Equal("audited draft", published[0].Text("target"));
        Assert.Equal(2, published[0].GetProperty("before").GetProperty("revision").GetInt32());
        var removed = await ListAsync(admin, $"target_kind=draft&target_id={second}");
        Assert.Equal(["draft.removed", "draft.created"], Actions(removed));
    }

    [Fact]
    public async Task CodeScannedAndBotAdopted_AreToldWithTheFilesHashes()
    {
        await using var supervisor = await FakeSupervisor.StartAsync();
        await using var api = await servers.StartAsync(supervisor.Settings);
        using var user = await api.AsAsync(Policies.Operator);
        using var admin = await api.AsAsync(Policies.Admin);
        await user.PostAsJsonAsync("/api/v1/strategies/upload", new { files = new { sample_py = "x" } })
            .ExpectAsync(HttpStatusCode.BadRequest);
        await user.PostAsJsonAsync(
                "/api/v1/strategies/upload", new { files = new Dictionary<string, string> { ["sample.py"] = "x" } })
            .ExpectAsync(HttpStatusCode.OK);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(AdoptTests.Config), "files", "config.json" },
            { new StringContent(AdoptTests.Code), "files", "sample.py" },
        };
        var adopted = await user.PostAsync("/api/v1/strategies/adopt", form).ExpectAsync(HttpStatusCode.Created);

        var scans = await ListAsync(admin, "action=strategy.code_scanned");
        Assert.Equal(2, scans.Count);
        Assert.Equal(
            "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
            scans[1].GetProperty("after").GetProperty("sha256").Text("sample.py"));
        var adoption = Assert.Single(await ListAsync(admin, "action=strategy.adopted"));
        Assert.Equal(adopted.GetProperty("strategy_id").GetRawText(), adoption.Text("target_id"));
        Assert.Contains("exchange.key", adoption.GetProperty("after").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", JsonSerializer.Serialize(await ListAsync(admin, "limit=500")));
    }

    [Fact]
    public async Task FreqTradeActions_AreToldEvenWhenTheSupervisorIsDown()
    {
        using var admin = _api.With((await _api.UserAsync(Policies.Admin, "audited-upgrader")).AccessToken);
        const string Path = "/api/v1/freqtrade/";
        await admin.PostAsJsonAsync(Path + "install", new { command = "/opt/freqtrade --token hidden-token" })
            .ExpectAsync(HttpStatusCode.ServiceUnavailable);
        await admin.PostAsync(Path + "versions/2025.9/verify", null).ExpectAsync(HttpStatusCode.ServiceUnavailable);
        await admin.PostAsJsonAsync(Path + "upgrade", new { target_version = "2025.9" })
            .ExpectAsync(HttpStatusCode.ServiceUnavailable);
        await admin.PostAsync(Path + "rollback", null).ExpectAsync(HttpStatusCode.ServiceUnavailable);
        await admin.DeleteAsync(Path + "versions/2025.8").ExpectAsync(HttpStatusCode.ServiceUnavailable);

        var entries = await ListAsync(admin, "actor=audited-upgrader&action=freqtrade");

        Assert.Equal(
            [
                ("freqtrade.remove", "2025.8"), ("freqtrade.rollback", null), ("freqtrade.upgrade", "2025.9"),
                ("freqtrade.verify", "2025.9"), ("freqtrade.install", null),
            ],
            entries.Select(entry => (entry.Text("action"), entry.GetProperty("target_id").GetString())));
        Assert.Equal("/opt/freqtrade", entries[^1].GetProperty("after").Text("command"));
        Assert.DoesNotContain("hidden", JsonSerializer.Serialize(entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Paged_GivesEachEntryOnceNewestFirst()
    {
        using var admin = _api.With((await _api.UserAsync(Policies.Admin, "auditor-2")).AccessToken);
        for (var i = 0; i < 4; i++)
        {
            await admin.PostAsJsonAsync("/api/v1/users", new { username = $"paged-audit-{i}", role = "viewer" })
                .ExpectAsync(HttpStatusCode.Created);
        }

        var (seen, after) = (new List<JsonElement>(), "");
        while (after is not null)
        {
            var page = await admin.GetAsync(
                    $"/api/v1/audit?actor=auditor-2&action=user&limit=3{(after.Length > 0 ? "&after=" + after : "")}")
                .ExpectAsync(HttpStatusCode.OK);
            Assert.Equal(4, page.GetProperty("total").GetInt64());
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString();
        }

        string[] expected = ["paged-audit-3", "paged-audit-2", "paged-audit-1", "paged-audit-0"];
        Assert.Equal(expected, seen.Select(entry => entry.Text("target")));
        var at = Uri.EscapeDataString(seen[0].GetProperty("at").GetDateTimeOffset().ToString("o"));
        Assert.Equal(3, (await ListAsync(admin, $"actor=auditor-2&action=user.created&to={at}")).Count);
        Assert.Single(await ListAsync(admin, $"actor=auditor-2&action=user.created&from={at}"));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("after=nothing", "after")]
    [InlineData("actor=%01", "actor")]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to")]
    public async Task List_WithBadInput_NamesTheField(string query, string field)
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        var problem = await admin.GetAsync("/api/v1/audit?" + query)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("update audit_log set actor = 'nobody'")]
    [InlineData("delete from audit_log")]
    [InlineData("truncate audit_log")]
    public async Task Table_AgainstTheServicesOwnRole_IsAppendOnly(string sql)
    {
        await using var command = _api.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Table_WithItsRightsGivenBack_IsStillAppendOnly()
    {
        await using var connection = await _api.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var grant = new NpgsqlCommand(
            "grant update, delete, truncate on audit_log to current_user", connection);
        await grant.ExecuteNonQueryAsync();
        await using var delete = new NpgsqlCommand("delete from audit_log where false", connection);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => delete.ExecuteNonQueryAsync());
        Assert.Equal("audit_log is append-only", refused.MessageText);
    }

    [Fact]
    public async Task Entry_OfAChangeThatIsRolledBack_IsNotThere()
    {
        await using var scope = _api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ApiDbContext>();
        await using (await db.Database.BeginTransactionAsync())
        {
            scope.ServiceProvider.GetRequiredService<AuditTrail>().Add(db, "test.rolled_back");
            await db.SaveChangesAsync();
        }

        Assert.False(await db.AuditLog.AnyAsync(row => row.Action == "test.rolled_back"));
    }

    private async Task<HttpResponseMessage> VerifyAsync(
        string username, string password, string address = "192.0.2.77")
    {
        using var service = _api.AsService();
        return await service.PostAsJsonAsync("/internal/auth/verify", new { username, password, address });
    }

    private static async Task<string> DraftAsync(HttpClient user, object content) =>
        (await user.PostAsJsonAsync("/api/v1/strategies/drafts", new { content }).ExpectAsync(HttpStatusCode.Created))
        .Text("draft_id");

    private static IEnumerable<string> Actions(IEnumerable<JsonElement> entries) =>
        entries.Select(entry => entry.Text("action"));

    private static async Task<List<JsonElement>> ListAsync(HttpClient admin, string query)
    {
        var page = await admin.GetAsync("/api/v1/audit?" + query).ExpectAsync(HttpStatusCode.OK);
        return [.. page.GetProperty("items").EnumerateArray()];
    }
}
