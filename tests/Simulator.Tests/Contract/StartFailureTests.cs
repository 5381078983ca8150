using System.Text.Json.Nodes;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>Starts that fail: exit code and the decisive line, as recorded from a running FreqTrade.</summary>
public sealed class StartFailureTests
{
    public static TheoryData<string, string, string> Cases => new()
    {
        { "cfg_missing_file", "", "not found! Please create a config file or check whether it exists." },
        { "cfg_bad_json", "", "Configuration error: Parse error at offset 22: Missing a name for object member." },
        { "cfg_empty", "", "KeyError: 'exchange'" },
        { "cfg_bad_type_max_open_trades", """{"max_open_trades":"abc"}""", "TypeError: '<' not supported between instances of 'str' and 'int'" },
        { "cfg_no_stake_currency", """{"stake_currency":null}""", "KeyError: 'stake_currency'" },
        { "cfg_bad_exchange", """{"exchange":{"name":"nosuchexchange"}}""", "Exchange \"nosuchexchange\" is not known to the ccxt library" },
        { "cfg_no_strategy", """{"strategy":null}""", "No strategy set. Please use `--strategy` to specify the strategy class to use." },
        { "cfg_unknown_strategy", """{"strategy":"DoesNotExist"}""", "Impossible to load Strategy 'DoesNotExist'." },
        { "cfg_empty_whitelist", """{"exchange":{"pair_whitelist":[]}}""", "StaticPairList requires pair_whitelist to be set." },
        { "cfg_bad_stake_currency", """{"stake_currency":"EUR"}""", "EUR is not available as stake on Binance." },
        { "cfg_bad_timeframe", """{"timeframe":"7m"}""", "Invalid timeframe '7m'. This exchange supports: ['1s', '1m'," },
        { "cfg_short_password_missing", """{"api_server":{"password":null}}""", "'password' is a required property" },
        { "cfg_port_out_of_range", """{"api_server":{"listen_port":70000}}""", "70000 is greater than the maximum of 65535" },
        { "cfg_bad_ip", """{"api_server":{"listen_ip_address":"localhost"}}""", "ValueError: 'localhost' does not appear to be an IPv4 or IPv6 address" },
        { "db_unwritable", "",
            "sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) unable to open database file" },
        { "userdir_missing", "", "does not exist. Please use `freqtrade create-userdir` to create a user directory" },
        { "strategy_syntax_error", """{"strategy":"Bad"}""", "Impossible to load Strategy 'Bad'." },
        { "strategy_import_error", """{"strategy":"Imp"}""", "No module named 'nosuchmodule'" },
        { "dry_run_false_no_keys", """{"dry_run":false}""", "binance requires \"apiKey\" credential" },
        { "exchange_refused", "",
            "Could not load markets, therefore cannot start. Please investigate the above error for more details." },
        { "cli_unknown_arg", "", "freqtrade: error: unrecognized arguments: --no-such-flag" },
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task Start_WithFault_EndsWithTheRecordedCodeAndLine(string name, string patch, string line)
    {
        await using var bot = new SimulatorProcess();
        Merge(bot.Config, patch.Length == 0 ? [] : JsonNode.Parse(patch)!.AsObject());
        bot.Write();
        Arrange(bot, name);
        Start(bot, name);
        var (code, stderr, stdout) = await bot.ExitAsync();
        Assert.Contains(Flat(line), Flat(stderr), StringComparison.Ordinal);
        Assert.Equal("", stdout);
        var (recordedCode, recordedText) = Recorded(name);
        Assert.Equal(recordedCode, code);
        Assert.Contains(Flat(line), Flat(recordedText), StringComparison.Ordinal);
    }

    private static void Arrange(SimulatorProcess bot, string name)
    {
        var config = Path.Combine(bot.Folder, "config.json");
        switch (name)
        {
            case "cfg_missing_file": File.Delete(config); break;
            case "cfg_bad_json": File.WriteAllText(config, """{"max_open_trades": 3,, }"""); break;
            case "cfg_empty": File.WriteAllText(config, "{}"); break;
            case "exchange_refused": bot.Control("""{"exchange":"unreachable"}"""); break;
            case "strategy_syntax_error" or "strategy_import_error":
                File.WriteAllText(Path.Combine(bot.UserDir, "strategies", "bad.py"),
                    "import math\nclass Bad(IStrategy)\n    pass\n");
                File.WriteAllText(Path.Combine(bot.UserDir, "strategies", "imp.py"),
                    "import nosuchmodule\nclass Imp(IStrategy):\n    pass\n");
                break;
        }
    }

    private static void Start(SimulatorProcess bot, string name)
    {
        var config = Path.Combine(bot.Folder, "config.json");
        switch (name)
        {
            case "cli_unknown_arg": bot.StartWith("trade", "--no-such-flag"); break;
            case "userdir_missing":
                bot.StartWith("trade", "-c", config, "--userdir",
                Path.Combine(bot.Folder, "none")); break;
            case "db_unwritable": bot.Start("--db-url", "sqlite:////nosuchfolder/trades.sqlite"); break;
            default: bot.Start(); break;
        }
    }

    private static (int Code, string Stderr) Recorded(string name)
    {
        foreach (var file in new[] { "lifecycle_config.json", "lifecycle_exchange.json" })
        {
            using var lifecycle = Recordings.Json("lifecycle/" + file);
            if (lifecycle.RootElement.TryGetProperty(name, out var entry))
            {
                var path = Path.Combine(Recordings.Needed(), "stderr", $"stderr_{name}.txt");
                return (entry.GetProperty("exit_code").GetInt32(), File.ReadAllText(path));
            }
        }

        throw new InvalidOperationException($"{name} was not recorded");
    }

    private static void Merge(JsonObject config, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is JsonObject inner)
            {
                Merge(config[key]!.AsObject(), inner);
            }
            else if (value is null)
            {
                config.Remove(key);
            }
            else
            {
                config[key] = value.DeepClone();
            }
        }
    }

    /// <summary>Without line breaks: stderr is hard-wrapped.</summary>
    private static string Flat(string text) => text.Replace("\n", "", StringComparison.Ordinal)
        .Replace(" ", "", StringComparison.Ordinal);
}
