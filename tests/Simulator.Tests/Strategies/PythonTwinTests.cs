using System.Diagnostics;
using System.Text;
using System.Text.Json;
using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Strategies;
using BtcWatcher.Testing;

namespace BtcWatcher.Simulator.Tests.Strategies;

/// <summary>The Python strategies in <c>strategies/</c>: they compile, and compute what the Simulator
/// computes.</summary>
public sealed class PythonTwinTests
{
    private static readonly string[] Files =
        ["signal_out.py", "ma_cross_btc.py", "rsi_eth.py", "custom_sol.py", "bollinger_ada.py", "macd_dot.py"];

    /// <summary>Runs one strategy over candles on stdin with a stub of FreqTrade; prints columns and the sent
    /// messages.</summary>
    private const string Driver =
        """
        import io, json, sys, types
        import pandas as pd
        sys.dont_write_bytecode = True
        stub = types.ModuleType("freqtrade"); strategy = types.ModuleType("freqtrade.strategy")
        class IStrategy:
            def __init__(self): self.sent = []; self.dp = self
            def send_msg(self, text): self.sent.append(text)
            def get_strategy_name(self): return type(self).__name__
        strategy.IStrategy = IStrategy
        sys.modules["freqtrade"] = stub; sys.modules["freqtrade.strategy"] = strategy
        sys.path.insert(0, sys.argv[1])
        made = getattr(__import__(sys.argv[2]), sys.argv[3])()
        frame = pd.read_csv(sys.stdin)
        frame["date"] = pd.to_datetime(frame.pop("open_time_ms"), unit="ms", utc=True)
        meta = {"pair": sys.argv[4]}
        frame = made.populate_indicators(frame, meta)
        frame["enter_tag"] = ""
        frame = made.populate_entry_trend(frame, meta)
        frame["exit_tag"] = ""
        frame = made.populate_exit_trend(frame, meta)
        names = [*made.signal_indicators, "signal_strength", "enter_tag", "enter_long", "exit_long"]
        rows = json.loads(frame[names].to_json(orient="values", double_precision=15))
        print(json.dumps({"columns": names, "rows": rows, "sent": made.sent}))
        """;

    public static TheoryData<string, string, string> Demo => new()
    {
        { "ma_cross_btc", "MaCrossBtc", "BTC/USDT" }, { "rsi_eth", "RsiEth", "ETH/USDT" },
            { "custom_sol", "CustomSol", "SOL/USDT" },
        { "bollinger_ada", "BollingerAda", "ADA/USDT" }, { "macd_dot", "MacdDot", "DOT/USDT" },
    };

    [Fact]
    public void Files_Compile()
    {
        foreach (var file in Files)
        {
            var (code, _, error) = Python("-c", "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')",
                Path.Combine(Folder, file));
            Assert.True(code == 0, error);
        }
    }

    [Theory, MemberData(nameof(Demo))]
    public void Strategy_SameCandles_GivesTheSimulatorsColumnsAndMessage(string module, string name, string pair)
    {
        Assert.SkipWhen(Python("-c", "import pandas").Code != 0,
            "pandas is not installed for python3 (set PYTHON to one that has it).");
        var frame = Analysed(name, pair);
        var (code, output, error) = Feed(Csv(frame), "-c", Driver, Folder, module, name, pair);
        Assert.True(code == 0, error);
        using var twin = JsonDocument.Parse(output);
        var columns = twin.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!).ToList();
        var rows = twin.RootElement.GetProperty("rows");
        for (var row = 0; row < frame.Length; row++)
        {
            for (var column = 0; column < columns.Count; column++)
            {
                Same(frame.Value(columns[column], row), rows[row][column], $"{columns[column]}[{row}]");
            }
        }

        var message = CandleSignal.Of(frame, name, "5m", StrategyCatalog.Create(name, "").Published);
        var sent = twin.RootElement.GetProperty("sent");
        Assert.Equal(message is null ? 0 : 1, sent.GetArrayLength());
        if (message is not null)
        {
            SameMessage(message, sent[0].GetString()!);
        }
    }

    private static string Folder { get; } = Path.Combine(Repository.Root, "strategies");

    /// <summary>800 candles, cut so that the last one carries a signal.</summary>
    private static Frame Analysed(string name, string pair)
    {
        using var market = new SyntheticMarket(pair, Markets.Price(pair)!.Value);
        for (var last = 359_000_800L; ; last++)
        {
            var candles = new List<Candle>();
            market.Read(last - 799, last, new MarketClock(TimeSpan.FromMinutes(5)), candles);
            var frame = new Frame(pair, candles.ConvertAll(c => c with { OpenMs = c.OpenMs % 2_000_000_000_000 }));
            StrategyCatalog.Create(name, "").Analyse(frame);
            if (frame.Side[^1] != 0)
            {
                return frame;
            }
        }
    }

    private static string Csv(Frame frame)
    {
        var text = new StringBuilder("open_time_ms,open,high,low,close,volume\n");
        for (var i = 0; i < frame.Length; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{frame.OpenMs[i]},{frame.Open[i]:R},{frame.High[i]:R},{frame.Low[i]:R},{frame.Close[i]:R},");
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{frame.Volume[i]:R}\n");
        }

        return text.ToString();
    }

    private static void Same(object? ours, JsonElement twin, string at)
    {
        if (ours is double number && !double.IsNaN(number))
        {
            Assert.True(twin.ValueKind == JsonValueKind.Number, at);
            Assert.True(Math.Abs(number - twin.GetDouble()) <= 1e-9 * Math.Max(1, Math.Abs(number)),
                $"{at}: {number} and {twin}");
        }
        else
        {
            Assert.Equal((at, ours as string ?? ""),
                (at, twin.ValueKind == JsonValueKind.Null ? "" : twin.GetString()));
        }
    }

    private static void SameMessage(string ours, string twin)
    {
        using var left = JsonDocument.Parse(ours);
        using var right = JsonDocument.Parse(twin);
        Assert.Equal(left.RootElement.EnumerateObject().Select(p => p.Name), right.RootElement.EnumerateObject()
            .Select(p => p.Name));
        foreach (var property in left.RootElement.EnumerateObject()
            .Where(p => p.Name is not ("strength" or "indicators")))
        {
            Assert.Equal(property.Value.GetRawText(), right.RootElement.GetProperty(property.Name).GetRawText());
        }

        Assert.Equal(left.RootElement.GetProperty("indicators").EnumerateObject().Select(p => p.Name),
            right.RootElement.GetProperty("indicators").EnumerateObject().Select(p => p.Name));
    }

    private static (int Code, string Output, string Error) Python(params string[] arguments) => Feed("", arguments);

    private static (int Code, string Output, string Error) Feed(string input, params string[] arguments)
    {
        var program = Environment.GetEnvironmentVariable("PYTHON") is { Length: > 0 } chosen ? chosen : "python3";
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
