using System.Text.Json;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>The recorded answers outside of the index: an empty bot, forced trades, stopped and paused
/// states.</summary>
public sealed class RecordedCommandTests
{
    [Fact]
    public async Task EmptyBot_Lists_AreAsRecorded()
    {
        var folder = Recordings.Needed();
        await using var bot = await StartAsync(forceEntry: true);
        foreach (var name in new[] { "count", "locks", "performance", "profit", "stats", "status", "trades" })
        {
            var (status, body) = await bot.SendAsync(HttpMethod.Get, name);
            Assert.Equal(200, status);
            SameShape(folder, $"empty_{name}.json", body);
        }

        var (_, profit) = await bot.SendAsync(HttpMethod.Get, "profit");
        Assert.Contains("\"profit_factor\":null", profit, StringComparison.Ordinal);
        Assert.Contains("\"avg_duration\":\"0:00:00\"", profit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForcedTrades_StepByStep_AreAsRecorded()
    {
        var folder = Recordings.Needed();
        await using var bot = await StartAsync(forceEntry: true);
        await CheckAsync(bot, folder, "forceenter_unknown_pair.json", 502, "forceenter", """{"pair":"NOPE/USDT"}""");
        await CheckAsync(bot, folder, "forceenter_short_spot.json", 502, "forceenter", """{"pair":"LTC/USDT","side":"short"}""");
        await CheckAsync(bot, folder, "forceenter_bad_body.json", 422, "forceenter", """{"side":"long"}""");
        const string Market = """{"pair":"LTC/USDT","ordertype":"market","stakeamount":60,"entry_tag":"manual"}""";
        await CheckAsync(bot, folder, "forceenter_ok.json", 200, "forceenter", Market);
        await CheckAsync(bot, folder, "forceenter_ok_limit_far.json", 200, "forceenter", """{"pair":"BTC/USDT","price":50000}""");
        var (_, two) = await bot.SendAsync(HttpMethod.Get, "status");
        SameShape(folder, "status_two.json", two);
        var cancelled = await bot.SendAsync(HttpMethod.Delete, "trades/2/open-order");
        Assert.Equal(502, cancelled.Status);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(folder, "api/cancel_open_order.json")), cancelled.Body);
        await CheckAsync(bot, folder, "forceexit_ok.json", 200, "forceexit", """{"tradeid":"1"}""");
        await CheckAsync(bot, folder, "forceexit_closed.json", 502, "forceexit", """{"tradeid":"1"}""");
        var (_, after) = await bot.SendAsync(HttpMethod.Get, "trades");
        SameShape(folder, "trades_after.json", after);
        var deleted = await bot.SendAsync(HttpMethod.Delete, "trades/1");
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(folder, "api/delete_trade_ok.json")), deleted.Body);
        await bot.SendAsync(HttpMethod.Post, "stop");
        await CheckAsync(bot, folder, "forceenter_when_stopped.json", 502, "forceenter", """{"pair":"LTC/USDT"}""");
        await CheckAsync(bot, folder, "forceexit_when_stopped.json", 502, "forceexit", """{"tradeid":"all"}""");
        await CheckAsync(bot, folder, "pause_from_stopped.json", 200, "pause", null);
        Assert.Equal("paused", await bot.StateAsync());
        await CheckAsync(bot, folder, "stop_ok.json", 200, "stop", null);
    }

    [Fact]
    public async Task ForceEnter_NotEnabled_IsTheRecordedError()
    {
        var folder = Recordings.Needed();
        await using var bot = await StartAsync(forceEntry: false);
        await CheckAsync(bot, folder, "forceenter_disabled.json", 502, "forceenter", """{"pair":"LTC/USDT"}""");
    }

    private static async Task<SimulatorProcess> StartAsync(bool forceEntry)
    {
        var bot = new SimulatorProcess();
        bot.Config["force_entry_enable"] = forceEntry;
        // Dropped: no own trades.
        bot.Config["exchange"]!["pair_whitelist"] = new System.Text.Json.Nodes.JsonArray("NOPE/USDT");
        bot.Write().Start();
        await bot.ReadyAsync();
        return bot;
    }

    private static async Task CheckAsync(SimulatorProcess bot, string folder, string file, int status, string path,
        string? body)
    {
        var answer = await bot.SendAsync(HttpMethod.Post, path, body);
        Assert.Equal((file, status), (file, answer.Status));
        SameShape(folder, file, answer.Body);
        var recorded = await File.ReadAllTextAsync(Path.Combine(folder, "api", file));
        if (status >= 400 || recorded.Contains("\"status\":\"", StringComparison.Ordinal)
            && !recorded.Contains("trade_id", StringComparison.Ordinal))
        {
            Assert.Equal(recorded, answer.Body);
        }
    }

    private static void SameShape(string folder, string file, string body)
    {
        using var recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "api", file)));
        using var ours = JsonDocument.Parse(body);
        Assert.Empty(Shape.Differences(recorded.RootElement, ours.RootElement).Select(p => $"{file}: {p}"));
    }

}
