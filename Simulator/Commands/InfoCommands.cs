using BtcWatcher.Simulator.Configuration;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Commands;

/// <summary>--version, list-strategies, show-config: what FreqTrade prints to stdout.</summary>
internal static class InfoCommands
{
    public static int Version()
    {
        var system = System.Runtime.InteropServices.RuntimeInformation.OSDescription;
        Console.Out.Write($"Operating System:\t{system}\nPython Version:\t\tPython 3.13.7\nCCXT Version:\t\t4.5.2\n\n"
            + $"Freqtrade Version:\tfreqtrade {SimulatorOptions.Version}\n");
        return 0;
    }

    public static int Help()
    {
        Console.Out.Write(CommandLine.Usage + "\n\nFree, open source crypto trading bot (simulated by BTC Watcher)\n");
        return 0;
    }

    /// <summary>Exit 0 even where nothing is found.</summary>
    public static int ListStrategies(CommandLine line, PythonLog log)
    {
        var folder = line["strategy_path"] ?? Path.Combine(line["userdir"] ?? "user_data", "strategies");
        var (found, broken) = StrategyFiles.Scan(folder, line["recursive"] is not null);
        if (line["one_column"] is not null)
        {
            foreach (var file in broken)
            {
                log.Warning("freqtrade.resolvers.iresolver", $"Could not import {file.File} due to '{file.Reason}'");
            }

            Console.Out.Write(string.Concat(found.Select(f => f.Name).Order(StringComparer.Ordinal)
                .Select(n => n + "\n")));
            return 0;
        }

        var seen = new HashSet<string>();
        var rows = found.OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => (f.Name, File: Path.GetFileName(f.File), Status: seen.Add(f.Name) ? "OK" : "DUPLICATE NAME"))
            .Concat(broken.Select(b => (Name: "", File: Path.GetFileName(b.File), Status: "LOAD FAILED")));
        Console.Out.Write("Name\tLocation\tStatus\tHyperoptable\tBuy-Params\tSell-Params\n");
        foreach (var (name, file, status) in rows)
        {
            Console.Out.Write($"{name}\t{file}\t{status}\tNo\t0\t0\n");
        }

        return 0;
    }

    public static int ShowConfig(CommandLine line, PythonLog log)
    {
        var config = ConfigReader.Read(line.Configs, line["userdir"], log);
        ConfigSchema.Validate(config, log, tradeMode: false);
        StartChecks.Exchange(config, log);
        if (line["show_sensitive"] is null)
        {
            Redact(config);
        }

        Console.Out.Write("Your combined configuration is:\n" + PyJson.Text(config, indented: true) + "\n");
        return 0;
    }

    /// <summary>jwt_secret_key and ws_token stay readable in FreqTrade, too.</summary>
    private static void Redact(PyDict config)
    {
        foreach (var path in new[] { "exchange.key", "exchange.secret", "exchange.password", "api_server.password",
            "telegram.token", "webhook.url" })
        {
            var parts = path.Split('.');
            if (config.Dict(parts[0]) is { } section && section.ContainsKey(parts[1]))
            {
                section[parts[1]] = "REDACTED";
            }
        }
    }
}
