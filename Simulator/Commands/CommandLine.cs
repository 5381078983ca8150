namespace BtcWatcher.Simulator.Commands;

/// <summary>
/// FreqTrade's command line. <see cref="Parse"/> throws <see cref="UsageException"/> where argparse would print usage
/// and exit 2.
/// </summary>
internal sealed record CommandLine
{
    private const string Choices =
        "trade,create-userdir,new-config,show-config,new-strategy,download-data,convert-data,convert-trade-data,"
        + "trades-to-ohlcv,list-data,backtesting,backtesting-show,backtesting-analysis,edge,hyperopt,hyperopt-list,"
        + "hyperopt-show,list-exchanges,list-markets,list-pairs,list-strategies,list-hyperoptloss,list-freqaimodels,"
        + "list-timeframes,show-trades,test-pairlist,convert-db,install-ui,plot-dataframe,plot-profit,webserver,"
        + "strategy-updater,lookahead-analysis,recursive-analysis";

    /// <summary>Options with a value, by command-line name.</summary>
    private static readonly Dictionary<string, string> WithValue = new()
    {
        ["-c"] = "config", ["--config"] = "config", ["-d"] = "datadir", ["--datadir"] = "datadir",
        ["--data-dir"] = "datadir", ["--userdir"] = "userdir", ["--user-data-dir"] = "userdir",
        ["-s"] = "strategy", ["--strategy"] = "strategy", ["--strategy-path"] = "strategy_path",
        ["--db-url"] = "db_url", ["--logfile"] = "logfile", ["--log-file"] = "logfile",
        ["--dry-run-wallet"] = "dry_run_wallet", ["--starting-balance"] = "dry_run_wallet", ["--fee"] = "fee",
        ["--freqaimodel"] = "freqaimodel", ["--freqaimodel-path"] = "freqaimodel_path",
    };

    private static readonly Dictionary<string, string> Flags = new()
    {
        ["--dry-run"] = "dry_run", ["--sd-notify"] = "sd_notify", ["--no-color"] = "no_color", ["-v"] = "verbose",
        ["-vv"] = "verbose", ["-vvv"] = "verbose", ["--verbose"] = "verbose", ["-1"] = "one_column",
        ["--one-column"] = "one_column", ["--recursive-strategy-search"] = "recursive",
        ["--show-sensitive"] = "show_sensitive", ["--recursive"] = "recursive",
    };

    public string? Command { get; private init; }

    public bool Version { get; private init; }

    public bool Help { get; private init; }

    public List<string> Configs { get; } = [];

    public Dictionary<string, string> Options { get; } = [];

    public string? this[string option] => Options.GetValueOrDefault(option);

    public static string Usage => $"usage: freqtrade [-h] [-V]\n                 {{{Choices}}} ...";

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return new CommandLine();
        }

        if (arguments[0] is "-V" or "--version")
        {
            return new CommandLine { Version = true };
        }

        if (arguments[0] is "-h" or "--help" || arguments.Skip(1).Any(a => a is "-h" or "--help"))
        {
            return new CommandLine { Help = true };
        }

        if (arguments[0].StartsWith('-'))
        {
            throw new UsageException("unrecognized arguments: " + arguments[0]);
        }

        if (!Choices.Split(',').Contains(arguments[0]))
        {
            var known = string.Join(", ", Choices.Split(','));
            throw new UsageException($"argument command: invalid choice: '{arguments[0]}' (choose from {known})");
        }

        var line = new CommandLine { Command = arguments[0] };
        line.ReadOptions(arguments);
        return line;
    }

    private void ReadOptions(IReadOnlyList<string> arguments)
    {
        var unknown = new List<string>();
        for (var i = 1; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            var equals = argument.StartsWith("--", StringComparison.Ordinal)
                ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
            var name = equals > 0 ? argument[..equals] : argument;
            if (Flags.TryGetValue(name, out var flag))
            {
                Options[flag] = "true";
            }
            else if (!WithValue.TryGetValue(name, out var option))
            {
                unknown.Add(argument);
            }
            else if (equals < 0 && ++i >= arguments.Count)
            {
                throw new UsageException($"argument {name}: expected one argument");
            }
            else
            {
                Set(option, equals > 0 ? argument[(equals + 1)..] : arguments[i]);
            }
        }

        if (unknown.Count > 0)
        {
            throw new UsageException("unrecognized arguments: " + string.Join(' ', unknown));
        }
    }

    private void Set(string option, string value)
    {
        if (option == "config")
        {
            Configs.Add(value);
        }
        else
        {
            Options[option] = value;
        }
    }
}

/// <summary>A command line that argparse refuses.</summary>
internal sealed class UsageException(string message) : Exception(message);
