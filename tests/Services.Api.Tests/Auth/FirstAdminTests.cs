using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class FirstAdminTests(Servers servers)
{
    private static readonly Dictionary<string, string?> NoneGiven = new() { [FirstAdmin.PasswordVariable] = null };

    [Fact]
    public async Task FirstStart_WithoutAPassword_WritesARandomOneThatMustBeChanged()
    {
        await using var api = await servers.StartAsync(NoneGiven);
        var file = Path.Combine(api.Folder.Data, "admin-password");
        var password = (await File.ReadAllTextAsync(file)).Trim();

        Assert.True(password.Length >= 20);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var login = await api.LoginAsync("admin", password).ExpectAsync(HttpStatusCode.OK);
        Assert.True(login.GetProperty("must_change_password").GetBoolean());
        using var client = api.With(login.Text("access_token"));
        await client.PostAsJsonAsync(
                "/api/v1/auth/password", new { current_password = password, new_password = "My-Own-Password-1" })
            .ExpectAsync(HttpStatusCode.OK);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task FirstStart_WithAShortPassword_DoesNotStart()
    {
        var settings = new Dictionary<string, string?> { [FirstAdmin.PasswordVariable] = "short" };
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => servers.StartAsync(settings));
        Assert.Equal("BTCWATCHER_ADMIN_PASSWORD needs at least 8 characters.", fault.Message);
    }

    [Fact]
    public async Task ResetAdmin_OfALockedOutAdmin_LetsInAgainAndEndsSessions()
    {
        await using var api = await servers.StartAsync();
        var before = await api.LoginAsync("admin", ApiHost.AdminPassword).ExpectAsync(HttpStatusCode.OK);
        for (var i = 0; i < 5; i++) await api.LoginAsync("admin", "wrong").ExpectAsync(HttpStatusCode.Unauthorized);
        await api.LoginAsync("admin", ApiHost.AdminPassword).ExpectAsync(HttpStatusCode.TooManyRequests);

        await using (var scope = api.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<FirstAdmin>().ResetAsync(CancellationToken.None);
        }

        var password = (await File.ReadAllTextAsync(Path.Combine(api.Folder.Data, "admin-password"))).Trim();
        var login = await api.LoginAsync("admin", password).ExpectAsync(HttpStatusCode.OK);
        Assert.True(login.GetProperty("must_change_password").GetBoolean());
        using var old = api.With(before.Text("access_token"));
        await old.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task ResetAdmin_AsAProcess_EndsSessionsOfTheRunningApi()
    {
        var (database, broker) = (await servers.OwnDatabaseAsync(), await servers.OwnBrokerAsync());
        await using var api = await servers.StartAsync(database: database, broker: broker);
        var before = await api.LoginAsync("admin", ApiHost.AdminPassword).ExpectAsync(HttpStatusCode.OK);
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Services.Api.dll"), ResetAdmin.Command },
            RedirectStandardOutput = true,
            Environment =
            {
                ["Installation__Key"] = ApiHost.Key,
                ["Installation__Data"] = api.Folder.Data,
                ["ConnectionStrings__btcwatcher"] = database,
                ["ConnectionStrings__rabbitmq"] = broker,
            },
        };

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, output);
        var password = (await File.ReadAllTextAsync(Path.Combine(api.Folder.Data, "admin-password"))).Trim();
        Assert.DoesNotContain(password, output);
        await api.LoginAsync("admin", password).ExpectAsync(HttpStatusCode.OK);
        using var old = api.With(before.Text("access_token"));
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await old.GetAsync("/api/v1/auth/me");
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        });
    }

    [Fact]
    public async Task SecondStart_OnTheSameDatabase_KeepsUsersKeysAndVersions()
    {
        var database = await servers.OwnDatabaseAsync();
        string token;
        await using (var first = await servers.StartAsync(database: database))
        {
            token = (await first.LoginAsync("admin", ApiHost.AdminPassword)
                .ExpectAsync(HttpStatusCode.OK)).Text("access_token");
        }

        await using var second = await servers.StartAsync(NoneGiven, database);
        using var client = second.With(token);
        await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK);
        Assert.False(File.Exists(Path.Combine(second.Folder.Data, "admin-password")));
    }
}
