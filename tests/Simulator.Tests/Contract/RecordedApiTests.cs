using System.Text;
using System.Text.Json;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>Replays every recorded request in its order, in the situation in which it was recorded.</summary>
public sealed class RecordedApiTests
{
    /// <summary>Bodies that must be equal to the byte, beside all errors.</summary>
    private static readonly HashSet<string> Exact =
    [
        "ping.json", "version.json", "whitelist.json", "blacklist.json", "blacklist_add.json", "blacklist_delete.json",
        "stopentry.json",
        "pause.json", "start_after_pause.json", "start_again.json", "stop.json", "stop_again.json",
        "start_from_stopped.json",
        "reload_config.json", "plot_config.json", "available_pairs.json", "forceexit_all.json", "pair_candles_bad.json",
        "basic_version.json",
    ];

    [Fact]
    public async Task EveryRecordedRequest_Replayed_HasStatusHeadersAndShape()
    {
        using var index = Recordings.Json("api/_index.json");
        await using var bot = new SimulatorProcess();
        bot.Config["exchange"]!["pair_whitelist"] =
            new System.Text.Json.Nodes.JsonArray("BTC/USDT", "ETH/USDT", "SOL/USDT");
        bot.Environment["SIMULATOR_CANDLE_SECONDS"] = "86400"; // No new candle comes in between.
        bot.Write().Start();
        await bot.ReadyAsync();
        await ArrangeAsync(bot);
        var tokens = await TokensAsync(bot);
        var problems = new List<string>();
        foreach (var entry in index.RootElement.EnumerateArray())
        {
            problems.AddRange(await ReplayAsync(bot, entry, tokens));
        }

        Assert.Empty(problems);
        Assert.Equal(71, index.RootElement.GetArrayLength());
    }

    /// <summary>Three closed trades, one unfilled entry (4), one open trade (5), and a lock, as when the bodies were
    /// recorded.</summary>
    private static async Task ArrangeAsync(SimulatorProcess bot)
    {
        await bot.SendAsync(HttpMethod.Post, "forceexit", """{"tradeid":"all"}""");
        await bot.SendAsync(HttpMethod.Post, "locks", """[{"pair":"*","until":"2035-01-01T00:00:00Z","reason":"test"}]""");
        var (_, trades) = await bot.SendAsync(HttpMethod.Get, "trades");
        var had = JsonDocument.Parse(trades).RootElement.GetProperty("total_trades").GetInt32();
        foreach (var pair in new[] { "BTC/USDT", "ETH/USDT", "SOL/USDT" }.Skip(had))
        {
            var entered = await bot.SendAsync(HttpMethod.Post, "forceenter", $$"""{"pair":"{{pair}}","entry_tag":"flip"}""");
            Assert.Equal(200, entered.Status);
            var left = await bot.SendAsync(HttpMethod.Post, "forceexit", """{"tradeid":"all"}""");
            Assert.Equal(200, left.Status);
        }

        Assert.Equal(200, (await bot.SendAsync(HttpMethod.Post, "forceenter", """{"pair":"BTC/USDT","price":1000}""")).Status);
        Assert.Equal(200, (await bot.SendAsync(HttpMethod.Post, "forceenter", """{"pair":"SOL/USDT"}""")).Status);
    }

    private static async Task<(string Access, string Refresh)> TokensAsync(SimulatorProcess bot)
    {
        var (_, body) = await bot.SendAsync(HttpMethod.Post, "token/login");
        var root = JsonDocument.Parse(body).RootElement;
        return (root.GetProperty("access_token").GetString()!, root.GetProperty("refresh_token").GetString()!);
    }

    private static async Task<List<string>> ReplayAsync(SimulatorProcess bot, JsonElement entry,
        (string Access, string Refresh) tokens)
    {
        var file = entry.GetProperty("file").GetString()!;
        if (file is "show_config_stopped.json" or "show_config_restarted.json")
        {
            var wanted = file.Contains("stopped", StringComparison.Ordinal) ? "stopped" : "running";
            await SimulatorProcess.EventuallyAsync(async () => await bot.StateAsync() == wanted);
        }

        using var request = Request(entry, file, tokens);
        using var response = await bot.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var problems = new List<string>();
        var status = entry.GetProperty("status").GetInt32();
        if (status != (int)response.StatusCode)
        {
            problems.Add($"{file}: status {status} recorded, {(int)response.StatusCode} here: {body}");
        }

        problems.AddRange(Headers(entry.GetProperty("headers"), response, file));
        var path = Path.Combine(Recordings.Needed(), "api", file);
        if (!File.Exists(path))
        {
            return problems; // logs_all was recorded without its body.
        }

        var recorded = await File.ReadAllTextAsync(path);
        if ((Exact.Contains(file) || status >= 400) && recorded != body)
        {
            problems.Add($"{file}: {recorded} recorded, {body} here");
        }

        using var left = JsonDocument.Parse(recorded);
        using var right = JsonDocument.Parse(body);
        problems.AddRange(Shape.Differences(left.RootElement, right.RootElement).Select(p => $"{file}: {p}"));
        return problems;
    }

    private static HttpRequestMessage Request(JsonElement entry, string file, (string Access, string Refresh) tokens)
    {
        var parts = entry.GetProperty("request").GetString()!.Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(parts[0]), parts[1].TrimStart('/'));
        if (entry.GetProperty("body") is { ValueKind: not JsonValueKind.Null } body)
        {
            request.Content = new StringContent(body.GetRawText(), Encoding.UTF8, "application/json");
        }

        request.Headers.Authorization = file switch
        {
            "badbasic_status.json" or "login_bad.json" => SimulatorProcess.Basic("ftuser", "wrong"),
            "login.json" or "basic_version.json" => SimulatorProcess.Basic("ftuser", "pass-0123456789"),
            "badbearer_status.json" => new("Bearer", "not.a.token"),
            "token_refresh.json" => new("Bearer", tokens.Refresh),
            "unauth_status.json" or "ping.json" => new("None"),
            _ => new("Bearer", tokens.Access),
        };
        return request;
    }

    private static IEnumerable<string> Headers(JsonElement recorded, HttpResponseMessage response, string file)
    {
        foreach (var name in new[] { "server", "content-type", "www-authenticate" })
        {
            var wanted = recorded.TryGetProperty(name, out var value) ? value.GetString() : null;
            var found = response.Headers.TryGetValues(name, out var values) ? string.Join(",", values)
                : response.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;
            if (wanted != found)
            {
                yield return $"{file}: header {name} '{wanted}' recorded, '{found}' here";
            }
        }
    }
}
