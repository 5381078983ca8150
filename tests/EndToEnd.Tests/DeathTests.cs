using System.Diagnostics;
using System.Net;
using System.Text.Json;
using BtcWatcher.Testing;

namespace BtcWatcher.EndToEnd.Tests;

/// <summary>An instance dies: how soon a person knows, and what they see until it is stable again.</summary>
[Trait("Category", "Slow")]
public sealed class DeathTests(SharedSystem shared)
{
    private const int Strategy = 5;
    private const string Key = "instance:5:down";

    [Fact]
    public async Task Instance_Killed_IsAnAlertAtOnceAndADeliveredP0()
    {
        var system = await shared.GetAsync();
        using var rest = new RestClient(system.Api);
        await rest.LoginAsync("admin", SharedSystem.Password);
        var pid = (await UntilAsync(rest, item => State(item) == "running")).GetProperty("pid").GetInt32();
        using var instance = Process.GetProcessById(pid);

        var clock = Stopwatch.StartNew();
        instance.Kill();
        var alert = await AlertAsync(rest, _ => true);
        var alerted = clock.Elapsed;
        await Eventually.TrueAsync(async () => await DeliveredAsync(rest) is not null, TimeSpan.FromSeconds(60));
        var delivered = clock.Elapsed;

        TestContext.Current.SendDiagnosticMessage(
            "kill to alert {0:0} ms, to the delivered notification {1:0} ms", alerted.TotalMilliseconds,
            delivered.TotalMilliseconds);
        Assert.Equal("critical", alert.GetProperty("severity").GetString());
        var told = (await DeliveredAsync(rest))!.Value;
        Assert.Equal("Demo inbox", told.GetProperty("channel").GetString());
        Assert.Contains(
            await ItemsAsync(rest, "/api/v1/notifications/inbox"),
            message => message.GetProperty("title").GetString() == told.GetProperty("title").GetString());

        await UntilAsync(rest, item => State(item) == "running" && item.GetProperty("pid").GetInt32() != pid);
        var back = await AlertAsync(
            rest, one => one.GetProperty("running_again_since").ValueKind == JsonValueKind.String);
        Assert.Equal(alert.GetProperty("id").GetString(), back.GetProperty("id").GetString());
        await RestoreAsync(rest);
    }

    // Who stops it has seen the alert: it is resolved, and the system is as it was.
    private static async Task RestoreAsync(RestClient rest)
    {
        await rest.SendAsync(HttpMethod.Post, $"/api/v1/strategies/{Strategy}/stop", HttpStatusCode.Accepted);
        await UntilAsync(rest, item => State(item) == "stopped");
        await Eventually.TrueAsync(async () => (await OpenAsync(rest)).Count == 0, TimeSpan.FromSeconds(30));
        await rest.SendAsync(HttpMethod.Post, $"/api/v1/strategies/{Strategy}/start", HttpStatusCode.Accepted);
        await UntilAsync(rest, item => State(item) == "running");
    }

    private static async Task<JsonElement> AlertAsync(RestClient rest, Func<JsonElement, bool> condition)
    {
        JsonElement? found = null;
        await Eventually.TrueAsync(async () =>
        {
            var fitting = (await OpenAsync(rest)).Where(condition).ToArray();
            if (fitting.Length > 0) found = Assert.Single(fitting);
            return found is not null;
        }, TimeSpan.FromSeconds(60));
        return found!.Value;
    }

    private static async Task<List<JsonElement>> OpenAsync(RestClient rest) =>
        [.. (await ItemsAsync(rest, $"/api/v1/alerts?state=open&strategy_id={Strategy}"))
            .Where(alert => alert.GetProperty("key").GetString() == Key)];

    private static async Task<JsonElement?> DeliveredAsync(RestClient rest)
    {
        var told = await ItemsAsync(rest, $"/api/v1/notifications?state=delivered&alert_key={Key}");
        return told.Where(one => one.GetProperty("priority").GetString() == "P0").Cast<JsonElement?>().FirstOrDefault();
    }

    private static async Task<JsonElement> UntilAsync(RestClient rest, Func<JsonElement, bool> condition)
    {
        JsonElement item = default;
        await Eventually.TrueAsync(
            async () => condition(item = await rest.GetAsync($"/api/v1/strategies/{Strategy}")),
            TimeSpan.FromSeconds(60));
        return item;
    }

    private static string? State(JsonElement item) => item.GetProperty("state").GetString();

    private static async Task<List<JsonElement>> ItemsAsync(RestClient rest, string path) =>
        [.. (await rest.GetAsync(path)).GetProperty("items").EnumerateArray()];
}
