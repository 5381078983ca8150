using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>A Simulator started as the supervisor starts freqtrade, in its own folder and on its own port.</summary>
internal sealed class SimulatorProcess : IAsyncDisposable
{
    private Process? _process;
    private Task<string>? _stderr;

    public SimulatorProcess()
    {
        Folder = Directory.CreateTempSubdirectory("simulator").FullName;
        Port = FreePort();
        Directory.CreateDirectory(Path.Combine(Folder, "user_data", "strategies"));
        Http = new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{Port}/"),
            Timeout = TimeSpan.FromSeconds(20)
        };
        Http.DefaultRequestHeaders.Authorization = Basic("ftuser", "pass-0123456789");
        // uvicorn drops idle connections after 5 s: no pool, no race.
        Http.DefaultRequestHeaders.ConnectionClose = true;
        Config = JsonNode.Parse(BaseConfig)!.AsObject();
        Config["api_server"]!["listen_port"] = Port;
        Config["user_data_dir"] = UserDir;
    }

    private const string BaseConfig =
        """
        { "bot_name": "sim-test", "strategy": "Flipper", "dry_run": true, "dry_run_wallet": 1000, "stake_currency": "USDT",
          "stake_amount": 50, "max_open_trades": 2, "timeframe": "1m", "stoploss": -0.5, "minimal_roi": {"0": 10},
          "use_exit_signal": false, "force_entry_enable": true, "initial_state": "running",
          "entry_pricing": {"price_side": "other", "use_order_book": true, "order_book_top": 1},
          "exit_pricing": {"price_side": "other", "use_order_book": true, "order_book_top": 1},
          "exchange": {"name": "binance", "key": "", "secret": "", "pair_whitelist": ["BTC/USDT"], "pair_blacklist": ["BNB/.*"]},
          "pairlists": [{"method": "StaticPairList"}],
          "api_server": {"enabled": true, "listen_ip_address": "127.0.0.1", "listen_port": 0, "verbosity": "error",
            "username": "ftuser", "password": "pass-0123456789", "ws_token": "wstoken-0123456789",
            "jwt_secret_key": "0123456789abcdef0123456789abcdef0123", "CORS_origins": ["http://ui.example"]},
          "internals": {"process_throttle_secs": 1, "heartbeat_interval": 60} }
        """;

    public string Folder { get; }

    public string UserDir => Path.Combine(Folder, "user_data");

    public int Port { get; }

    public JsonObject Config { get; }

    public HttpClient Http { get; }

    public Dictionary<string, string> Environment { get; } = new()
    {
        ["SIMULATOR_START_SECONDS"] = "0.1", ["SIMULATOR_CANDLE_SECONDS"] = "1", ["SIMULATOR_MARKET"] = "synthetic",
    };

    public int Pid => _process!.Id;

    public bool HasExited => _process!.HasExited;

    public static string Program => Path.Combine(AppContext.BaseDirectory, "Simulator");

    public static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>Writes the strategy and the configuration.</summary>
    public SimulatorProcess Write(string strategy = "Flipper")
    {
        var code = $"from freqtrade.strategy import IStrategy\n\nclass {strategy}(IStrategy):\n    timeframe = \"1m\"\n"
            + "    stoploss = -0.5\n    def version(self) -> str:\n        return \"flipper-1\"\n";
        File.WriteAllText(Path.Combine(UserDir, "strategies", strategy.ToLowerInvariant() + ".py"), code);
        File.WriteAllText(Path.Combine(Folder, "config.json"), Config.ToJsonString());
        return this;
    }

    public void Control(string json) => File.WriteAllText(Path.Combine(UserDir, "simulator.control"), json);

    public void Start(params string[] extra) => StartWith(
    [
        "trade", "--config", Path.Combine(Folder, "config.json"), "--logfile", Path.Combine(Folder, "bot.log"),
        "--userdir", UserDir, "--db-url", $"sqlite:///{Folder}/trades.sqlite", .. extra,
    ]);

    public void StartWith(params string[] arguments)
    {
        // Tests run in the background of a shell may have inherited that these are ignored; FreqTrade would not see them.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,HUP", Program, .. arguments])
        {
            RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Folder,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _stderr = _process.StandardError.ReadToEndAsync();
    }

    public async Task ReadyAsync()
    {
        await EventuallyAsync(async () => (await GetAsync("health")).GetProperty("last_process_ts")
            .ValueKind == JsonValueKind.Number);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri("api/v1/" + path, UriKind.Relative));
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    public async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, "api/v1/" + path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<string> StateAsync() => (await GetAsync("show_config")).GetProperty("state").GetString()!;

    public static async Task EventuallyAsync(Func<Task<bool>> condition, int seconds = 30)
    {
        var until = DateTime.UtcNow.AddSeconds(seconds);
        while (true)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or InvalidOperationException or JsonException)
            {
                // Not up yet.
            }

            Assert.True(DateTime.UtcNow < until, "The condition was not met in time.");
            await Task.Delay(50);
        }
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/kill",
            ["-s", name, Pid.ToString(System.Globalization.CultureInfo.InvariantCulture)])!;
        kill.WaitForExit();
    }

    /// <summary>Exit code (128 + signal for a killed process) and stderr.</summary>
    public async Task<(int Code, string Stderr, string Stdout)> ExitAsync(int seconds = 30)
    {
        var stdout = _process!.StandardOutput.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, await _stderr!, await stdout);
    }

    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000); // Below the ephemeral range.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
