using System.Net;
using System.Text.Json;
using BtcWatcher.Testing;

namespace BtcWatcher.EndToEnd.Tests;

/// <summary>A strategy deleted while it runs: its signals stay, nothing else does.</summary>
[Trait("Category", "Slow")]
public sealed class DeletionTests(SharedSystem shared)
{
    [Fact]
    public async Task Strategy_DeletedWhileRunning_LeavesItsSignalsOnly()
    {
        var system = await shared.GetAsync();
        using var rest = new RestClient(system.Api);
        await rest.LoginAsync("admin", SharedSystem.Password);
        var copy = await rest.SendAsync(HttpMethod.Post, "/api/v1/strategies/1/clone", null, new { name = "short-lived" });
        var id = copy.GetProperty("strategy_id").GetInt32();
        var (path, folder) = ($"/api/v1/strategies/{id}", $"{system.Data}/instances/{id}");
        await rest.SendAsync(HttpMethod.Post, path + "/start", HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            async () => (await rest.GetAsync(path)).GetProperty("state").GetString() == "running",
            TimeSpan.FromSeconds(90));
        await Eventually.TrueAsync(async () => (await SignalsAsync(rest, id)).Length > 0, TimeSpan.FromSeconds(120));
        Assert.True(Directory.Exists(folder));

        await rest.SendAsync(HttpMethod.Delete, path, HttpStatusCode.OK);

        // Well below the minute after which a folder that was kept would be looked at again.
        await Eventually.TrueAsync(() => !Directory.Exists(folder), TimeSpan.FromSeconds(45));
        Assert.DoesNotContain(system.Instances(), process => process.Contains(folder + "/"));
        Assert.NotEmpty(await SignalsAsync(rest, id));
        Assert.Equal(HttpStatusCode.NotFound, await rest.StatusOfAsync(HttpMethod.Get, path));
    }

    private static async Task<JsonElement[]> SignalsAsync(RestClient rest, int id) =>
        [.. (await rest.GetAsync($"/api/v1/signals?strategy_id={id}&limit=1")).GetProperty("items").EnumerateArray()];
}
