using System.Net;
using System.Net.Http.Json;

namespace BtcWatcher.Services.Api.Tests.Users;

public sealed class LastAdminTests(Servers servers)
{
    [Fact]
    public async Task LastAdmin_IsNeitherDeletedNorDisabledNorDemoted()
    {
        await using var api = await servers.StartAsync();
        var login = await api.LoginAsync("admin", ApiHost.AdminPassword).ExpectAsync(HttpStatusCode.OK);
        using var admin = api.With(login.Text("access_token"));
        var path = $"/api/v1/users/{await admin.IdAsync()}";

        await admin.DeleteAsync(path).ExpectProblemAsync(HttpStatusCode.Conflict, "users:last_admin");
        await admin.PatchAsJsonAsync(path, new { enabled = false })
            .ExpectProblemAsync(HttpStatusCode.Conflict, "users:last_admin");
        await admin.PatchAsJsonAsync(path, new { role = "operator" })
            .ExpectProblemAsync(HttpStatusCode.Conflict, "users:last_admin");
        await admin.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK);
        var second = await admin.PostAsJsonAsync("/api/v1/users", new { username = "second", role = "admin" })
            .ExpectAsync(HttpStatusCode.Created);
        await admin.PatchAsJsonAsync($"/api/v1/users/{second.Text("user_id")}", new { enabled = false })
            .ExpectAsync(HttpStatusCode.OK);
        await admin.DeleteAsync(path).ExpectProblemAsync(HttpStatusCode.Conflict, "users:last_admin");
        await admin.PatchAsJsonAsync($"/api/v1/users/{second.Text("user_id")}", new { enabled = true })
            .ExpectAsync(HttpStatusCode.OK);
        await admin.DeleteAsync(path).ExpectAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task TwoAdmins_DemotingEachOtherAtOnce_LeaveOne()
    {
        await using var api = await servers.StartAsync();
        var login = await api.LoginAsync("admin", ApiHost.AdminPassword).ExpectAsync(HttpStatusCode.OK);
        using var first = api.With(login.Text("access_token"));
        using var second = await api.AsAsync("admin");
        var (one, two) = (await first.IdAsync(), await second.IdAsync());

        var answers = await Task.WhenAll(
            first.PatchAsJsonAsync($"/api/v1/users/{two}", new { role = "viewer" }),
            second.PatchAsJsonAsync($"/api/v1/users/{one}", new { role = "viewer" }));

        // The loser's own session may be over before its request is looked at: 401 then, and 409 otherwise.
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        foreach (var answer in answers) answer.Dispose();
    }
}
