using System.Net;
using System.Net.Http.Json;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class SessionTests(Servers servers)
{
    private const string Path = "/api/v1/auth/sessions";
    private const string Password = "Right-Password-1";
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task List_OfOwnSessions_TellsWhereAndWithWhat()
    {
        await _api.UserAsync(Policies.Viewer, "many-devices", Password);
        using var phone = await LogInAsync("many-devices", "phone/1.0");
        using var desk = await LogInAsync("many-devices", "desk/2.0");

        var items = await ItemsAsync(desk, Path);

        Assert.Equal(["desk/2.0", "phone/1.0", ""], items.Select(item => item.Text("user_agent")));
        Assert.Equal([true, false, false], items.Select(item => item.GetProperty("current").GetBoolean()));
        Assert.Equal("127.0.0.1", items[0].Text("address"));
        Assert.True(items[0].GetProperty("last_used_at").GetDateTimeOffset()
            > items[0].GetProperty("created_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task End_OfOneSession_RefusesItAndNoOther()
    {
        await _api.UserAsync(Policies.Viewer, "lost-phone", Password);
        using var phone = await LogInAsync("lost-phone", "phone/1.0");
        using var desk = await LogInAsync("lost-phone", "desk/2.0");
        var id = (await ItemsAsync(phone, Path)).Single(item => item.GetProperty("current").GetBoolean())
            .Text("session_id");

        await desk.DeleteAsync($"{Path}/{id}").ExpectAsync(HttpStatusCode.NoContent);

        await phone.GetAsync(Path).ExpectAsync(HttpStatusCode.Unauthorized);
        await desk.GetAsync(Path).ExpectAsync(HttpStatusCode.OK);
        await desk.DeleteAsync($"{Path}/{id}")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "auth:session_not_found");
        using var stranger = await _api.AsAsync(Policies.Admin);
        var own = (await ItemsAsync(desk, Path))[0].Text("session_id");
        await stranger.DeleteAsync($"{Path}/{own}")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "auth:session_not_found");
    }

    [Fact]
    public async Task End_OfAllOthers_KeepsTheOneThatAsks()
    {
        await _api.UserAsync(Policies.Viewer, "tidy-user", Password);
        using var phone = await LogInAsync("tidy-user", "phone/1.0");
        using var desk = await LogInAsync("tidy-user", "desk/2.0");

        var ended = await desk.DeleteAsync(Path).ExpectAsync(HttpStatusCode.OK);

        Assert.Equal(2, ended.GetProperty("ended").GetInt32());
        await phone.GetAsync(Path).ExpectAsync(HttpStatusCode.Unauthorized);
        Assert.Single(await ItemsAsync(desk, Path));
    }

    [Fact]
    public async Task Admin_OfAnothersSessions_ListsAndEndsThem()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        using var user = await _api.AsAsync(Policies.Operator);
        var path = $"/api/v1/users/{await user.IdAsync()}/sessions";
        await user.GetAsync(path).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");

        var session = Assert.Single(await ItemsAsync(admin, path));
        await admin.DeleteAsync($"{path}/{Guid.NewGuid()}")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "auth:session_not_found");
        await admin.DeleteAsync($"{path}/{session.Text("session_id")}").ExpectAsync(HttpStatusCode.NoContent);
        await user.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.Unauthorized);
        var ended = await admin.DeleteAsync(path).ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(0, ended.GetProperty("ended").GetInt32());
        await admin.GetAsync($"/api/v1/users/{Guid.NewGuid()}/sessions")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "users:not_found");
    }

    [Fact]
    public async Task Use_OfASession_IsWrittenDown()
    {
        using var user = await _api.AsAsync(Policies.Viewer);
        var id = (await ItemsAsync(user, Path))[0].GetProperty("session_id").GetGuid();

        await _api.Services.GetRequiredService<SessionUse>().WriteAsync(CancellationToken.None);

        await using var scope = _api.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ApiDbContext>();
        var row = await db.Sessions.SingleAsync(one => one.Id == id);
        Assert.True(row.LastUsedAt > row.CreatedAt);
    }

    private static async Task<List<System.Text.Json.JsonElement>> ItemsAsync(HttpClient client, string path) =>
        [.. (await client.GetAsync(path).ExpectAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray()];

    private async Task<HttpClient> LogInAsync(string username, string agent)
    {
        using var client = _api.Anonymous();
        client.DefaultRequestHeaders.UserAgent.ParseAdd(agent);
        var login = await client.PostAsJsonAsync("/api/v1/auth/login", new { username, password = Password })
            .ExpectAsync(HttpStatusCode.OK);
        return _api.With(login.Text("access_token"));
    }
}
