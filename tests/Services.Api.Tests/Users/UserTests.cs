using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;

namespace BtcWatcher.Services.Api.Tests.Users;

public sealed class UserTests(Servers servers)
{
    private readonly ApiHost _api = servers.Api;

    [Fact]
    public async Task Create_WithoutAPassword_AnswersAOneTimePasswordThatMustBeChanged()
    {
        using var admin = await _api.AsAsync(Policies.Admin);

        var created = await CreateAsync(admin, new { username = " One.Time ", role = "operator" })
            .ExpectAsync(HttpStatusCode.Created);

        Assert.Equal("one.time", created.Text("username"));
        Assert.True(created.GetProperty("must_change_password").GetBoolean());
        var login = await _api.LoginAsync("one.time", created.Text("one_time_password")).ExpectAsync(HttpStatusCode.OK);
        Assert.True(login.GetProperty("must_change_password").GetBoolean());
        var read = await admin.GetAsync($"/api/v1/users/{created.Text("user_id")}").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("operator", read.Text("role"));
        Assert.True(read.GetProperty("enabled").GetBoolean());
        Assert.Equal(JsonValueKind.String, read.GetProperty("last_login_at").ValueKind);
    }

    [Fact]
    public async Task Create_WithAPassword_LetsTheUserInAsTheyAre()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        var body = new { username = "given-one", role = "viewer", password = "Given-Secret-9" };

        var created = await CreateAsync(admin, body).ExpectAsync(HttpStatusCode.Created);

        Assert.Equal(JsonValueKind.Null, created.GetProperty("one_time_password").ValueKind);
        var login = await _api.LoginAsync("given-one", "Given-Secret-9").ExpectAsync(HttpStatusCode.OK);
        Assert.False(login.GetProperty("must_change_password").GetBoolean());
        await CreateAsync(admin, new { username = "GIVEN-ONE", role = "viewer" })
            .ExpectProblemAsync(HttpStatusCode.Conflict, "users:name_taken");
    }

    [Theory]
    [InlineData("{\"role\":\"viewer\"}", "username")]
    [InlineData("{\"username\":\"with:colon\",\"role\":\"viewer\"}", "username")]
    [InlineData("{\"username\":\"zero\\u0000\",\"role\":\"viewer\"}", "username")]
    [InlineData("{\"username\":\"bad-role\",\"role\":\"root\"}", "role")]
    [InlineData("{\"username\":\"bad-role\"}", "role")]
    [InlineData("{\"username\":\"weak\",\"role\":\"viewer\",\"password\":\"short\"}", "password")]
    [InlineData("{\"username\":\"weak\",\"role\":\"viewer\",\"password\":\"\"}", "password")]
    public async Task Create_WithBadInput_NamesTheField(string body, string field)
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await admin.PostAsync("/api/v1/users", content)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("GET", "/api/v1/users")]
    [InlineData("POST", "/api/v1/users")]
    [InlineData("GET", "/api/v1/users/019aaa00-0000-7000-8000-000000000001")]
    [InlineData("PATCH", "/api/v1/users/019aaa00-0000-7000-8000-000000000001")]
    [InlineData("POST", "/api/v1/users/019aaa00-0000-7000-8000-000000000001/password")]
    [InlineData("DELETE", "/api/v1/users/019aaa00-0000-7000-8000-000000000001")]
    [InlineData("GET", "/api/v1/audit")]
    public async Task AnyAddress_OfAnOperator_Answers403(string method, string path)
    {
        using var client = await _api.AsAsync(Policies.Operator);
        using var request = new HttpRequestMessage(new(method), path) { Content = JsonContent.Create(new { }) };
        await client.SendAsync(request).ExpectProblemAsync(HttpStatusCode.Forbidden, "http:403");
    }

    [Fact]
    public async Task AnyAddress_OfAnUnknownUser_Answers404()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        var path = $"/api/v1/users/{Guid.NewGuid()}";
        await admin.GetAsync(path).ExpectProblemAsync(HttpStatusCode.NotFound, "users:not_found");
        await admin.PatchAsJsonAsync(path, new { role = "viewer" })
            .ExpectProblemAsync(HttpStatusCode.NotFound, "users:not_found");
        await admin.PostAsync(path + "/password", null)
            .ExpectProblemAsync(HttpStatusCode.NotFound, "users:not_found");
        await admin.DeleteAsync(path).ExpectProblemAsync(HttpStatusCode.NotFound, "users:not_found");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"role\":\"root\"}")]
    public async Task Change_WithBadInput_NamesTheField(string body)
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var problem = await admin.PatchAsync($"/api/v1/users/{Guid.NewGuid()}", content)
            .ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        Assert.Equal("role", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Change_OfTheRole_EndsTheSessionsAtOnce()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        var tokens = await _api.UserAsync(Policies.Operator, "was-operator", "Right-Password-1");
        using var client = _api.With(tokens.AccessToken);
        var id = await client.IdAsync();

        var changed = await admin.PatchAsJsonAsync($"/api/v1/users/{id}", new { role = "viewer" })
            .ExpectAsync(HttpStatusCode.OK);

        Assert.Equal("viewer", changed.Text("role"));
        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.Unauthorized);
        await _api.RefreshAsync(tokens.RefreshToken)
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:refresh_refused");
        using var service = _api.AsService();
        var keys = await service.GetAsync("/internal/keys").ExpectAsync(HttpStatusCode.OK);
        var session = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(tokens.AccessToken).GetClaim("sid").Value;
        Assert.Contains(session, keys.GetProperty("revoked_sessions").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task Change_ToDisabled_LocksTheUserOutUntilEnabled()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        var tokens = await _api.UserAsync(Policies.Operator, "sent-home", "Right-Password-1");
        using var client = _api.With(tokens.AccessToken);
        var id = await client.IdAsync();

        await admin.PatchAsJsonAsync($"/api/v1/users/{id}", new { enabled = false }).ExpectAsync(HttpStatusCode.OK);

        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.Unauthorized);
        await _api.LoginAsync("sent-home", "Right-Password-1")
            .ExpectProblemAsync(HttpStatusCode.Unauthorized, "auth:wrong_credentials");
        await admin.PatchAsJsonAsync($"/api/v1/users/{id}", new { enabled = true }).ExpectAsync(HttpStatusCode.OK);
        await _api.LoginAsync("sent-home", "Right-Password-1").ExpectAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Delete_OfAUser_EndsEverythingAndFreesTheName()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        var tokens = await _api.UserAsync(Policies.Operator, "leaver", "Right-Password-1");
        using var client = _api.With(tokens.AccessToken);
        var id = await client.IdAsync();

        await admin.DeleteAsync($"/api/v1/users/{id}").ExpectAsync(HttpStatusCode.NoContent);

        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.Unauthorized);
        await _api.LoginAsync("leaver", "Right-Password-1").ExpectAsync(HttpStatusCode.Unauthorized);
        await admin.GetAsync($"/api/v1/users/{id}").ExpectAsync(HttpStatusCode.NotFound);
        await CreateAsync(admin, new { username = "leaver", role = "viewer" }).ExpectAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Reset_OfThePassword_AnswersAOneTimePasswordAndEndsSessions()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        var tokens = await _api.UserAsync(Policies.Viewer, "forgot-it", "Right-Password-1");
        using var client = _api.With(tokens.AccessToken);

        var reset = await admin.PostAsync($"/api/v1/users/{await client.IdAsync()}/password", null)
            .ExpectAsync(HttpStatusCode.OK);

        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.Unauthorized);
        await _api.LoginAsync("forgot-it", "Right-Password-1").ExpectAsync(HttpStatusCode.Unauthorized);
        var login = await _api.LoginAsync("forgot-it", reset.Text("one_time_password")).ExpectAsync(HttpStatusCode.OK);
        Assert.True(login.GetProperty("must_change_password").GetBoolean());
    }

    [Fact]
    public async Task List_WithAFilter_IsPagedByName()
    {
        using var admin = await _api.AsAsync(Policies.Admin);
        foreach (var name in (string[])["page-c", "page-a", "page-b"]) await _api.UserAsync(Policies.Viewer, name);
        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await admin.GetAsync($"/api/v1/users?role=viewer&limit=2&after={after}")
                .ExpectAsync(HttpStatusCode.OK);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("username")));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);

        var ours = seen.Where(name => name.StartsWith("page-", StringComparison.Ordinal));
        Assert.Equal(["page-a", "page-b", "page-c"], ours);
        Assert.Equal(seen.Distinct().Count(), seen.Count);
        await admin.GetAsync("/api/v1/users?after=!!").ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        await admin.GetAsync("/api/v1/users?limit=0").ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
        await admin.GetAsync("/api/v1/users?role=x").ExpectProblemAsync(HttpStatusCode.BadRequest, "auth:invalid");
    }

    private static Task<HttpResponseMessage> CreateAsync(HttpClient admin, object body) =>
        admin.PostAsJsonAsync("/api/v1/users", body);
}
