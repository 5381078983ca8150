using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests.Settings;

public sealed class OverrideTests(Servers servers)
{
    private const string Config = "/api/v1/system/config";
    private const string Interval = Config + "/overrides/system.monitoring.system_status_interval";

    [Fact]
    public async Task Override_OfAKey_WinsOverTheFileUntilItIsTakenAway()
    {
        await using var api = await StartAsync();
        using var admin = await api.AsAsync(Policies.Admin);
        api.Folder.Write("config", "system.yml", "system:\n  monitoring:\n    system_status_interval: 7\n");
        await admin.PostAsync(Config + "/reload", null).ExpectAsync(HttpStatusCode.OK);

        var put = await admin.PutAsJsonAsync(Interval, new { value = 11, note = "slower" })
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(3, put.GetProperty("version").GetInt64());
        var change = Assert.Single(put.GetProperty("changes").EnumerateArray(), IsInterval);
        Assert.Equal((7, 11), (change.GetProperty("before").GetInt32(), change.GetProperty("after").GetInt32()));
        Assert.Equal(11, await IntervalAsync(admin));
        Assert.Equal("override", (await SourceAsync(admin)).Text("source"));
        Assert.Equal("system:\n  monitoring:\n    system_status_interval: 7\n",
            await File.ReadAllTextAsync(Path.Combine(api.Folder.Config, "system.yml")));
        using var service = api.AsService();
        var everywhere = await service.GetAsync("/internal/settings").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(11, everywhere.GetProperty("system").GetProperty("monitoring")
            .GetProperty("system_status_interval").GetInt32());

        await admin.DeleteAsync(Interval).ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(7, await IntervalAsync(admin));
        Assert.Equal("file", (await SourceAsync(admin)).Text("source"));
        await admin.DeleteAsync(Interval).ExpectProblemAsync(HttpStatusCode.NotFound, "settings:no_override");
    }

    [Fact]
    public async Task Patch_OfSeveralKeys_IsOneVersionThatAnotherApiFollowsAndARollbackTakesBack()
    {
        var database = await servers.OwnDatabaseAsync();
        await using var api = await StartAsync(database);
        await using var other = await StartAsync(database);
        using var admin = await api.AsAsync(Policies.Admin);

        var patched = await PatchAsync(admin, "notifications", new
        {
            rate_limiting = new { same_pair_interval = 60, global_max_per_minute = 0 },
            time_slots = new { night = new { start_time = "22:00", end_time = "07:00" } },
            priorities = new Dictionary<string, object> { ["P2"] = new { channels = (string[])["email"] } },
        }).ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(2, patched.GetProperty("version").GetInt64());

        using var reader = await other.AsAsync(Policies.Viewer);
        await Eventually.TrueAsync(async () => (await NotificationsAsync(reader))
            .GetProperty("rate_limiting").GetProperty("same_pair_interval").GetInt32() == 60);
        var now = await NotificationsAsync(reader);
        Assert.Equal("22:00", now.GetProperty("time_slots").GetProperty("night").Text("start_time"));
        var priorities = now.GetProperty("priorities");
        Assert.Equal("""["email"]""", priorities.GetProperty("P2").GetProperty("channels").GetRawText());
        Assert.Equal(300, priorities.GetProperty("P2").GetProperty("delay_seconds").GetInt32());

        var taken = await PatchAsync(admin, "notifications", new { time_slots = (object?)null })
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(3, taken.GetProperty("version").GetInt64());
        var back = await admin.PostAsJsonAsync(Config + "/rollback", new { version = 1, note = "as before" })
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(4, back.GetProperty("version").GetInt64());
        Assert.Equal(300, (await NotificationsAsync(admin))
            .GetProperty("rate_limiting").GetProperty("same_pair_interval").GetInt32());
        Assert.Empty((await admin.GetAsync(Config + "/overrides").ExpectAsync(HttpStatusCode.OK))
            .GetProperty("items").EnumerateArray());

        var history = await admin.GetAsync(Config + "/history?limit=2").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(4, history.GetProperty("total").GetInt64());
        var newest = history.GetProperty("items")[0];
        Assert.Equal(("rollback", "as before"), (newest.Text("cause"), newest.Text("note")));
        Assert.Equal(await admin.IdAsync(), newest.GetProperty("actor_id").GetGuid());
        var rest = await admin.GetAsync(Config + "/history?after=" + history.Text("next"))
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(2, rest.GetProperty("items").GetArrayLength());
        var audit = await admin.GetAsync("/api/v1/audit?action=settings.changed&limit=1")
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(60, audit.GetProperty("items")[0].GetProperty("before")
            .GetProperty("notifications.rate_limiting.same_pair_interval").GetInt32());
    }

    [Theory]
    [InlineData("system.monitoring.system_status_interval", 0)]
    [InlineData("system.monitoring.system_status_interval", "soon")]
    [InlineData("system.monitoring.no_such", 1)]
    [InlineData("system.monitoring", 1)]
    [InlineData("system", 1)]
    [InlineData("version", 1)]
    [InlineData("proxy.health_check.test_url", "file:///etc/passwd")]
    [InlineData("proxy.health_check.test_url", "a\u0000b")]
    [InlineData("notifications.priorities.P9.delay_seconds", 1)]
    [InlineData("notifications.priorities.P1.channels", "carrier pigeon")]
    [InlineData("notifications.time_slots.a night.start_time", "22:00")]
    [InlineData("system.security.jwt_secret_key", "a secret that is long enough for a key")]
    public async Task Put_OfWhatCannotBe_ChangesNothingAndNamesTheKey(string key, object value)
    {
        using var admin = await servers.Api.AsAsync(Policies.Admin);

        var problem = await admin.PutAsJsonAsync($"{Config}/overrides/{Uri.EscapeDataString(key)}", new { value })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "settings:invalid");

        Assert.StartsWith(
            problem.GetProperty("errors").EnumerateObject().First().Name, key, StringComparison.Ordinal);
        Assert.Empty((await admin.GetAsync(Config + "/overrides").ExpectAsync(HttpStatusCode.OK))
            .GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Changes_WithTheWrongRoleVersionOrBody_AreRefused()
    {
        using var viewer = await servers.Api.AsAsync(Policies.Viewer);
        using var admin = await servers.Api.AsAsync(Policies.Admin);
        await viewer.PutAsJsonAsync(Interval, new { value = 9 })
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await viewer.DeleteAsync(Interval).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await viewer.GetAsync(Config + "/history").ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await PatchAsync(viewer, "proxy", new { }).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
        await viewer.PostAsJsonAsync(Config + "/rollback", new { version = 1 })
            .ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");

        await admin.PutAsJsonAsync(Interval, new { note = "nothing" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "settings:invalid");
        await admin.PutAsJsonAsync(Interval, new { value = 9, notes = "x" })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "http:unknown_field");
        await admin.PutAsJsonAsync(Interval, new { value = 9, note = new string('x', 501) })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "settings:invalid");
        await PatchAsync(admin, "proxy", new { }).ExpectProblemAsync(HttpStatusCode.BadRequest, "settings:invalid");
        await PatchAsync(admin, "system", new { a = 1 })
            .ExpectProblemAsync(HttpStatusCode.NotFound, "settings:not_found");
        await PatchAsync(admin, "proxy", new { failover = (int[])[1] })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "settings:invalid");
        await admin.PostAsJsonAsync(Config + "/rollback", new { version = 77 })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "settings:invalid");
        await admin.PostAsJsonAsync(Config + "/rollback", new { })
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "settings:invalid");
        await admin.GetAsync(Config + "/history?limit=0")
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "settings:invalid");
        await admin.GetAsync(Config + "/history?after=x")
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "settings:invalid");
        using var stale = new HttpRequestMessage(HttpMethod.Put, Interval);
        stale.Content = JsonContent.Create(new { value = 9 });
        stale.Headers.TryAddWithoutValidation("If-Match", "\"77\"");
        await admin.SendAsync(stale).ExpectProblemAsync(HttpStatusCode.PreconditionFailed, "settings:changed");
    }

    [Fact]
    public async Task Override_ThatThisVersionDoesNotKnow_IsIgnoredAtTheStart()
    {
        var database = await servers.OwnDatabaseAsync();
        await using (var first = await StartAsync(database))
        {
            using var admin = await first.AsAsync(Policies.Admin);
            await admin.PutAsJsonAsync(Interval, new { value = 11 }).ExpectAsync(HttpStatusCode.OK);
            await using var scope = first.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ApiDbContext>().Database.ExecuteSqlRawAsync(
                """update settings_versions set overrides = overrides || '{{"system.later.key": 1}}' where version = 2""");
        }

        await using var second = await StartAsync(database);
        using var reader = await second.AsAsync(Policies.Viewer);
        Assert.Equal(11, await IntervalAsync(reader));
    }

    [Fact]
    public async Task Environment_WinsOverFileAndOverride()
    {
        await using var api = await StartAsync(environment: new()
        {
            ["Settings:system:monitoring:system_status_interval"] = "5",
            ["Settings:notifications:priorities:P1:channels"] = "[email]",
            ["Settings:system:security:jwt_secret_key"] = "a secret of the environment, long enough",
        });
        using var admin = await api.AsAsync(Policies.Admin);
        await admin.PutAsJsonAsync(Interval, new { value = 11 }).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal(5, await IntervalAsync(admin));
        Assert.Equal("environment", (await SourceAsync(admin)).Text("source"));
        var channels = (await NotificationsAsync(admin)).GetProperty("priorities").GetProperty("P1");
        Assert.Equal("""["email"]""", channels.GetProperty("channels").GetRawText());
        var security = await admin.GetStringAsync(Config + "/security");
        Assert.Contains("\"jwt_secret_key\":\"********\"", security);
        var sources = await admin.GetStringAsync(Config + "/security?sources=true");
        Assert.DoesNotContain("a secret of", sources);
        using var service = api.AsService();
        Assert.DoesNotContain("a secret of", await service.GetStringAsync("/internal/settings"));
    }

    [Fact]
    public async Task Start_WithASettingOfTheEnvironmentThatCannotBe_FailsAndNamesIt()
    {
        var fault = await Assert.ThrowsAsync<ServiceDefaults.Settings.SettingsException>(
            () => StartAsync(environment: new() { ["Settings:system:monitoring:system_status_interval"] = "soon" }));

        Assert.Equal(
            "environment: system.monitoring.system_status_interval must be a whole number, not 'soon'", fault.Message);
    }

    private static bool IsInterval(JsonElement change) =>
        change.Text("key") == "system.monitoring.system_status_interval";

    private static Task<HttpResponseMessage> PatchAsync(HttpClient client, string name, object body) =>
        client.PatchAsJsonAsync($"{Config}/{name}", body);

    private static async Task<int> IntervalAsync(HttpClient client) =>
        (await client.GetAsync(Config + "/monitoring").ExpectAsync(HttpStatusCode.OK))
            .GetProperty("system_status_interval").GetInt32();

    private static Task<JsonElement> NotificationsAsync(HttpClient client) =>
        client.GetAsync(Config + "/notifications").ExpectAsync(HttpStatusCode.OK);

    private static async Task<JsonElement> SourceAsync(HttpClient client) => Assert.Single(
        (await client.GetAsync(Config + "/monitoring?sources=true").ExpectAsync(HttpStatusCode.OK))
            .GetProperty("settings").EnumerateArray(), IsInterval);

    private Task<ApiHost> StartAsync(string? database = null, Dictionary<string, string?>? environment = null) =>
        servers.StartAsync(
            new(environment ?? []) { ["Config:PollInterval"] = "01:00:00" }, database);
}
