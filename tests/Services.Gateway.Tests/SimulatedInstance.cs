using System.Diagnostics;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Gateway.Tests;

/// <summary>The Simulator as a process, started as FreqTrade is.</summary>
internal sealed class SimulatedInstance : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private SimulatedInstance(Process process, DirectoryInfo folder, InstanceRoute route)
    {
        _process = process;
        _folder = folder;
        Route = route;
    }

    public InstanceRoute Route { get; }

    public static async Task<SimulatedInstance> StartAsync(int strategyId)
    {
        var port = FreePorts.Next();
        var route = new InstanceRoute
        {
            StrategyId = strategyId,
            Generation = 1,
            State = InstanceState.Running,
            Address = $"http://127.0.0.1:{port}",
            Username = "simulated-user",
            Password = "simulated-password-0123456789",
            WsToken = "simulated-ws-token-0123456789",
        };
        var folder = Directory.CreateTempSubdirectory("btcwatcher-gateway-");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "user_data", "strategies"));
        File.WriteAllText(Path.Combine(folder.FullName, "config.json"), Config(route, port));
        File.WriteAllText(
            Path.Combine(
                folder.FullName, "user_data", "strategies", "rsi_eth.py"), "class RsiEth(IStrategy):\n    pass\n");
        var instance = new SimulatedInstance(Start(folder), folder, route);
        using var client = new HttpClient();
        await Eventually.TrueAsync(async () => instance.HasEnded || await AnswersAsync(client, route.Address));
        return instance.HasEnded ? throw new InvalidOperationException(instance.Log) : instance;
    }

    private bool HasEnded => _process.HasExited;
    private string Log => File.ReadAllText(Path.Combine(_folder.FullName, "freqtrade.log"));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Process Start(DirectoryInfo folder)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder.FullName,
            ArgumentList =
            {
                Repository.Output("Simulator", "Simulator.dll"), "trade",
                "--config", Path.Combine(folder.FullName, "config.json"),
                "--userdir", Path.Combine(folder.FullName, "user_data"), "--logfile", Path.Combine(folder.FullName, "freqtrade.log"),
                "--db-url", $"sqlite:///{Path.Combine(folder.FullName, "trades.sqlite")}", "--strategy", "RsiEth",
            },
        };
        start.Environment["SIMULATOR_MARKET"] = "synthetic";
        start.Environment["SIMULATOR_START_SECONDS"] = "0";
        start.Environment["DOTNET_hostBuilder__reloadConfigOnChange"] = "false";
        return Process.Start(start)!;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string address)
    {
        try
        {
            using var response = await client.GetAsync(address + "/api/v1/ping");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Config(InstanceRoute route, int port) =>
        JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["max_open_trades"] = 3,
            ["stake_currency"] = "USDT",
            ["stake_amount"] = 100,
            ["dry_run"] = true,
            ["dry_run_wallet"] = 1000,
            ["timeframe"] = "5m",
            ["trading_mode"] = "spot",
            ["bot_name"] = $"strategy-{route.StrategyId}",
            ["initial_state"] = "running",
            ["strategy"] = "RsiEth",
            ["minimal_roi"] = new Dictionary<string, double> { ["0"] = 0.04 },
            ["stoploss"] = -0.1,
            ["entry_pricing"] = new { price_side = "same", use_order_book = true, order_book_top = 1 },
            ["exit_pricing"] = new { price_side = "same", use_order_book = true, order_book_top = 1 },
            ["exchange"] = new
            {
                name = "binance",
                key = "",
                secret = "",
                pair_whitelist = new[] { "ETH/USDT" },
                pair_blacklist = Array.Empty<string>(),
            },
            ["pairlists"] = new[] { new { method = "StaticPairList" } },
            ["api_server"] = new
            {
                enabled = true,
                listen_ip_address = "127.0.0.1",
                listen_port = port,
                verbosity = "error",
                enable_openapi = false,
                jwt_secret_key = "a jwt secret of the tests, long enough",
                CORS_origins = Array.Empty<string>(),
                username = route.Username,
                password = route.Password,
                ws_token = route.WsToken,
            },
            ["internals"] = new { process_throttle_secs = 1 },
        });
}
