using System.Net;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Api.Tests.Settings;

public sealed class SettingsTests(Servers servers)
{
    [Fact]
    public async Task Read_WithoutFiles_AnswersTheDefaults()
    {
        using var client = await servers.Api.AsAsync(Policies.Viewer);

        var monitoring = await client.GetAsync("/api/v1/system/config/monitoring").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(30, monitoring.GetProperty("system_status_interval").GetInt32());
        Assert.Equal(90, monitoring.GetProperty("system_status_cache_ttl").GetInt32());
        var notifications = await client.GetAsync("/api/v1/system/config/notifications").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(300, notifications.GetProperty("rate_limiting").GetProperty("same_pair_interval").GetInt32());
        var proxy = await client.GetAsync("/api/v1/system/config/proxy").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(90, proxy.GetProperty("health_check").GetProperty("success_rate_threshold").GetInt32());
        await client.GetAsync("/api/v1/system/config/system")
            .ExpectProblemAsync(HttpStatusCode.NotFound, "settings:not_found");
        await client.PostAsync("/api/v1/system/config/reload", null).ExpectAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Change_OfAFile_IsANewVersionByItself()
    {
        await using var api = await servers.StartAsync();
        using var service = api.AsService();
        Assert.Equal(1, await VersionAsync(service));

        api.Folder.Write("config", "system.yml", "system:\n  monitoring:\n    system_status_interval: 7\n");
        await Eventually.TrueAsync(async () => await VersionAsync(service) == 2);

        var settings = await service.GetAsync("/internal/settings").ExpectAsync(HttpStatusCode.OK);
        var monitoring = settings.GetProperty("system").GetProperty("monitoring");
        Assert.Equal(7, monitoring.GetProperty("system_status_interval").GetInt32());
    }

    [Fact]
    public async Task Reload_OfABrokenFile_KeepsTheLastGoodOne()
    {
        await using var api = await servers.StartAsync(new() { ["Config:PollInterval"] = "01:00:00" });
        using var admin = await api.AsAsync(Policies.Admin);
        using var service = api.AsService();
        api.Folder.Write("config", "proxy.yml", "proxy:\n  health_check:\n    max_latency_ms: many\n");

        var problem = await admin.PostAsync("/api/v1/system/config/reload", null)
            .ExpectProblemAsync(HttpStatusCode.UnprocessableEntity, "settings:invalid");

        Assert.Contains("proxy.health_check.max_latency_ms", problem.GetProperty("errors")[0].GetString());
        Assert.Equal(1, await VersionAsync(service));
        api.Folder.Write("config", "proxy.yml", "proxy:\n  health_check:\n    max_latency_ms: 700\n");
        var good = await admin.PostAsync("/api/v1/system/config/reload?config_name=proxy", null)
            .ExpectAsync(HttpStatusCode.OK);
        Assert.Equal("success", good.Text("status"));
        Assert.Equal(2, good.GetProperty("version").GetInt64());
        await admin.PostAsync("/api/v1/system/config/reload?config_name=other", null)
            .ExpectProblemAsync(HttpStatusCode.NotFound, "settings:not_found");
    }

    [Theory]
    [InlineData("system.yml", "system:\n  security:\n    min_password_length: 2\n",
        "system.security.min_password_length")]
    [InlineData("system.yml", "system:\n  security:\n    jwt_secret: x\n", "system.security.jwt_secret")]
    [InlineData("notifications.yml", "notifications:\n  priorities:\n    P9: {}\n", "notifications.priorities")]
    [InlineData("system.yml", "system:\n  security:\n    jwt_algorithm: none\n", "system.security.jwt_algorithm")]
    [InlineData("notifications.yml", "notifications: [", "notifications.yml")]
    public async Task Start_WithABrokenFile_FailsAndNamesIt(string file, string text, string named)
    {
        var folder = new TestFolder();
        folder.Write("config", file, text);

        var fault = await Assert.ThrowsAsync<SettingsException>(() => servers.StartAsync(folder: folder));

        Assert.Contains(named, fault.Message);
        folder.Dispose();
    }

    [Fact]
    public async Task Start_WithTheShippedFiles_HasTheDefaults()
    {
        var shipped = Path.Combine(Repository.Root, "config");
        await using var api = await servers.StartAsync(new() { ["Config:Directory"] = shipped });
        using var service = api.AsService();
        using var plain = servers.Api.AsService();

        var read = await service.GetAsync("/internal/settings").ExpectAsync(HttpStatusCode.OK);
        var defaults = await plain.GetAsync("/internal/settings").ExpectAsync(HttpStatusCode.OK);

        foreach (var part in (string[])["system", "notifications", "proxy"])
        {
            Assert.Equal(defaults.GetProperty(part).GetRawText(), read.GetProperty(part).GetRawText());
        }
    }

    private static async Task<long> VersionAsync(HttpClient service) =>
        (await service.GetAsync("/internal/settings").ExpectAsync(HttpStatusCode.OK)).GetProperty("version").GetInt64();
}
