using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>Start, stop, reload, restart, and the faults of the control file.</summary>
public sealed class LifecycleTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_WhileRunning_CleansUpAndEndsWithZero(string signal)
    {
        await using var bot = new SimulatorProcess().Write();
        bot.Start();
        await bot.ReadyAsync();
        bot.Signal(signal);
        var (code, stderr, _) = await bot.ExitAsync();
        Assert.Equal(0, code);
        InOrder(stderr, "freqtrade - INFO - freqtrade 2025.8", "Starting worker 2025.8", "Using config:",
            "Checking exchange...",
            "Using resolved strategy Flipper", "Validating configuration ...", "Wallets synced.",
            "Enabling rpc.api_server",
            "Uvicorn running on http://127.0.0.1:", "Whitelist with 1 pairs: ['BTC/USDT']",
            "{'type': status, 'status': 'running'}",
            "Changing state to: RUNNING", "Dry run is enabled. All trades are simulated.",
            "worker found ... calling exit",
            "'process died'", "Cleaning up modules ...", "Stopping API Server", "Finished server process",
            "SIGINT received, aborting ...");
        Assert.Contains("Changing state to: RUNNING", await File.ReadAllTextAsync(Path.Combine(bot.Folder, "bot.log")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task Signal_BeforeTheHandler_Kills(string signal, int code)
    {
        await using var bot = new SimulatorProcess().Write();
        bot.Environment["SIMULATOR_START_SECONDS"] = "60";
        bot.Start();
        await Task.Delay(700, TestContext.Current.CancellationToken); // Long enough to be in its simulated imports.
        bot.Signal(signal);
        Assert.Equal(code, (await bot.ExitAsync()).Code);
    }

    [Fact]
    public async Task Reload_States_FollowTheRecordedSequence()
    {
        await using var bot = new SimulatorProcess();
        bot.Environment["SIMULATOR_CANDLE_SECONDS"] = "86400";
        bot.Config["internals"]!["process_throttle_secs"] = 3; // The loop sleeps long enough to show reload_config.
        bot.Write();
        bot.Start();
        await bot.ReadyAsync();
        var before = (await bot.GetAsync("health")).GetProperty("bot_start_ts").GetInt64();
        Assert.Equal("""{"status":"Reloading config ..."}""", (await bot.SendAsync(HttpMethod.Post, "reload_config")).Body);
        var seen = new List<string> { await bot.StateAsync() };
        await SimulatorProcess.EventuallyAsync(async () =>
        {
            var state = "refused";
            try
            {
                state = await bot.StateAsync();
            }
            catch (HttpRequestException)
            {
                // The API itself restarts.
            }

            if (seen[^1] != state)
            {
                seen.Add(state);
            }

            return state == "running";
        });
        string[] order = ["reload_config", "", "refused", "stopped", "running"];
        Assert.Equal("reload_config", seen[0]);
        Assert.Equal(seen, order.Where(seen.Contains));
        await bot.ReadyAsync();
        Assert.Equal(before, (await bot.GetAsync("health")).GetProperty("bot_start_ts").GetInt64());
    }

    [Fact]
    public async Task Reload_WithABadConfiguration_EndsTheProcess()
    {
        await using var bot = new SimulatorProcess().Write();
        bot.Start();
        await bot.ReadyAsync();
        bot.Config["stoploss"] = "abc";
        bot.Write();
        await bot.SendAsync(HttpMethod.Post, "reload_config");
        Assert.Equal(1, (await bot.ExitAsync()).Code);
    }

    [Fact]
    public async Task Kill_ThenStart_KeepsTradesAndFirstStart()
    {
        await using var bot = new SimulatorProcess().Write();
        bot.Start();
        await bot.ReadyAsync();
        await bot.SendAsync(HttpMethod.Post, "forceenter", """{"pair":"LTC/USDT","entry_tag":"kept"}""");
        var trades = await bot.GetAsync("status");
        var start = (await bot.GetAsync("health")).GetProperty("bot_start").GetString();
        var candle = (await bot.GetAsync("pair_candles?pair=BTC/USDT&timeframe=1m&limit=1")).GetProperty("data_stop_ts")
            .GetInt64();
        bot.Signal("KILL");
        await bot.ExitAsync();
        bot.Start();
        await bot.ReadyAsync();
        var kept = (await bot.GetAsync("status")).EnumerateArray().Select(t => t.GetProperty("enter_tag").GetString());
        Assert.Contains("kept", kept);
        Assert.Contains(trades.EnumerateArray().Last().GetProperty("trade_id").GetInt32(),
            (await bot.GetAsync("status")).EnumerateArray().Select(t => t.GetProperty("trade_id").GetInt32()));
        Assert.Equal(start, (await bot.GetAsync("health")).GetProperty("bot_start").GetString());
        var later = (await bot.GetAsync("pair_candles?pair=BTC/USDT&timeframe=1m&limit=1")).GetProperty("data_stop_ts")
            .GetInt64();
        // The same candle when the new process was there before the next one.
        Assert.InRange(later, candle, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task PortInUse_StaysAliveWithoutApi_AndEndsWithZeroOnSigterm()
    {
        await using var bot = new SimulatorProcess().Write();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, bot.Port));
        taken.Listen();
        bot.Start();
        var log = Path.Combine(bot.Folder, "bot.log");
        await SimulatorProcess.EventuallyAsync(async () => File.Exists(log)
            && (await File.ReadAllTextAsync(log))
                .Contains("[Errno 98] error while attempting to bind on address", StringComparison.Ordinal));
        Assert.False(bot.HasExited);
        bot.Signal("TERM");
        Assert.Equal(0, (await bot.ExitAsync()).Code);
    }

    [Fact]
    public async Task InitialStateStopped_HealthIsAllNull_AndStartRuns()
    {
        await using var bot = new SimulatorProcess();
        bot.Config["initial_state"] = "stopped";
        bot.Write().Start();
        await SimulatorProcess.EventuallyAsync(async () => await bot.StateAsync() == "stopped");
        Assert.All((await bot.GetAsync("health")).EnumerateObject(), p =>
            Assert.Equal(JsonValueKind.Null, p.Value.ValueKind));
        Assert.Equal(502, (await bot.SendAsync(HttpMethod.Get, "count")).Status);
        await bot.SendAsync(HttpMethod.Post, "start");
        await bot.ReadyAsync();
    }

    [Theory]
    [InlineData("""{"crash": 7, "once": true}""", 7)]
    [InlineData("""{"crash_signal": 9, "once": true}""", 137)]
    public async Task Control_Crash_EndsAsAsked(string control, int code)
    {
        await using var bot = new SimulatorProcess().Write();
        bot.Start();
        await bot.ReadyAsync();
        bot.Control(control);
        Assert.Equal(code, (await bot.ExitAsync()).Code);
        Assert.False(File.Exists(Path.Combine(bot.UserDir, "simulator.control")));
    }

    [Fact]
    public async Task Control_HangingExchange_FreezesTheLoopOnly()
    {
        await using var bot = new SimulatorProcess().Write();
        bot.Start();
        await bot.ReadyAsync();
        await bot.SendAsync(HttpMethod.Post, "forceenter", """{"pair":"LTC/USDT"}""");
        bot.Control("""{"exchange": "hang"}""");
        var last = await SettledAsync(bot);
        Assert.Equal(last, (await bot.GetAsync("health")).GetProperty("last_process").GetString());
        using var limit = new CancellationTokenSource(1000);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            bot.Http.GetAsync(new Uri("api/v1/status", UriKind.Relative), limit.Token));
        bot.Control("{}");
        await SimulatorProcess.EventuallyAsync(async () => (await bot.GetAsync("health")).GetProperty("last_process")
            .GetString() != last);
    }

    [Fact]
    public async Task Control_UnreachableExchange_FreezesTheCandlesButNotTheLoop()
    {
        await using var bot = new SimulatorProcess().Write();
        bot.Start();
        await bot.ReadyAsync();
        bot.Control("""{"exchange": "unreachable"}""");
        async Task<(string?, string?)> SeenAsync() => (
            (await bot.GetAsync("pair_candles?pair=BTC/USDT&timeframe=1m&limit=1")).GetProperty("last_analyzed")
                .GetString(),
            (await bot.GetAsync("health")).GetProperty("last_process").GetString());
        var before = await SeenAsync();
        await SimulatorProcess.EventuallyAsync(async () =>
        {
            var (candle, loop) = before;
            before = await SeenAsync();
            return before.Item1 == candle && before.Item2 != loop;
        });
    }

    [Fact]
    public async Task Control_IgnoreSigterm_NeedsAKill()
    {
        await using var bot = new SimulatorProcess().Write();
        bot.Control("""{"ignore_sigterm": true}""");
        bot.Start();
        await bot.ReadyAsync();
        bot.Signal("TERM");
        var last = (await bot.GetAsync("health")).GetProperty("last_process").GetString();
        await SimulatorProcess.EventuallyAsync(async () => (await bot.GetAsync("health")).GetProperty("last_process")
            .GetString() != last);
        bot.Signal("KILL");
        Assert.Equal(137, (await bot.ExitAsync()).Code);
    }

    [Fact]
    public async Task Commands_WithoutTrade_PrintAsFreqTrade()
    {
        await using var bot = new SimulatorProcess().Write();
        bot.StartWith("--version");
        var (code, stderr, stdout) = await bot.ExitAsync();
        Assert.Equal((0, ""), (code, stderr));
        Assert.Matches(@"\AOperating System:\t.+\nPython Version:\t\tPython 3\.13\.7\nCCXT Version:\t\t4\.5\.2\n\nFreqtrade Version:\tfreqtrade 2025\.8\n\z", stdout);
        bot.StartWith("list-strategies", "-1", "--userdir", bot.UserDir);
        Assert.Equal((0, "Flipper\n"), await bot.ExitAsync() is var listed ? (listed.Code, listed.Stdout) : default);
        bot.StartWith("show-config", "-c", Path.Combine(bot.Folder, "config.json"));
        var shown = await bot.ExitAsync();
        Assert.Equal(0, shown.Code);
        Assert.Contains("\"password\": \"REDACTED\"", shown.Stdout, StringComparison.Ordinal);
    }

    private static async Task<string?> SettledAsync(SimulatorProcess bot)
    {
        string? last = null;
        await SimulatorProcess.EventuallyAsync(async () =>
        {
            var before = last;
            last = (await bot.GetAsync("health")).GetProperty("last_process").GetString();
            await Task.Delay(1500); // Longer than a loop.
            return before == last;
        });
        return last;
    }

    private static void InOrder(string text, params string[] parts)
    {
        var at = 0;
        foreach (var part in parts)
        {
            var found = text.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{part}' does not follow in:\n{text}");
            at = found + part.Length;
        }
    }
}
