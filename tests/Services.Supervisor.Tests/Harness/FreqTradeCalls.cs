using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>Asks the supervisor about versions and upgrades, as the api does.</summary>
internal static class FreqTradeCalls
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static async Task<JsonElement> AskAsync(
        this TestInstallation installation, HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, "/internal/freqtrade/" + path);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await installation.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public static Task<JsonElement> GetAsync(this TestInstallation installation, string path) =>
        installation.AskAsync(HttpMethod.Get, path, null, HttpStatusCode.OK);

    public static Task<JsonElement> RegisterAsync(this TestInstallation installation, string command) =>
        installation.AskAsync(HttpMethod.Post, "install", new { command }, HttpStatusCode.Accepted);

    /// <summary>Waits until nothing is done to the version any more.</summary>
    public static async Task<JsonElement> SettledAsync(this TestInstallation installation, string version)
    {
        JsonElement view = default;
        await Eventually.TrueAsync(async () =>
        {
            view = await installation.GetAsync("versions/" + version);
            return view.Text("state") is not ("installing" or "verifying");
        }, Limit);
        return view;
    }

    /// <returns>The id of the upgrade.</returns>
    public static async Task<string> UpgradeAsync(this TestInstallation installation, string target)
    {
        var answer = await installation.AskAsync(
            HttpMethod.Post, "upgrade", new { target_version = target, requested_by = "ada" }, HttpStatusCode.Accepted);
        Assert.Equal(("accepted", answer.Text("backup_id")), (answer.Text("status"), answer.Text("job")));
        return answer.Text("backup_id");
    }

    /// <summary>Waits until the upgrade has ended, and so in this state.</summary>
    public static async Task<JsonElement> EndedAsync(this TestInstallation installation, string id, string state)
    {
        JsonElement detail = default;
        await Eventually.TrueAsync(async () =>
        {
            detail = await installation.GetAsync("upgrades/" + id);
            return detail.GetProperty("upgrade").GetProperty("finished_at").ValueKind == JsonValueKind.String;
        }, Limit);
        Assert.True(
            detail.GetProperty("upgrade").Text("state") == state,
            $"{detail}\n{string.Join('\n', installation.SupervisorOutput.TakeLast(20))}");
        return detail;
    }

    public static IReadOnlyList<string> Steps(this JsonElement detail) =>
        [.. detail.GetProperty("steps").EnumerateArray().Select(step => step.Text("step"))];

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
