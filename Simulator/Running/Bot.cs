using System.Collections.Concurrent;
using BtcWatcher.Simulator.Api;
using BtcWatcher.Simulator.Configuration;
using BtcWatcher.Simulator.Faults;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Strategies;
using BtcWatcher.Simulator.Trading;

namespace BtcWatcher.Simulator.Running;

/// <summary>One trading bot: what the loop changes and the API shows. Rebuilt by every reload.</summary>
internal sealed class Bot(BotSettings settings, TradeStore store, Rates rates, WebSocketHub hub, ControlFile control,
    Messenger messenger, PythonLog log, TimeProvider clock) : IDisposable
{
    private volatile BotState _state = BotState.Stopped;

    public BotSettings Settings { get; } = settings;

    public TradeStore Store { get; } = store;

    public Rates Rates { get; } = rates;

    public WebSocketHub Hub { get; } = hub;

    public ControlFile Control { get; } = control;

    public Messenger Messenger { get; } = messenger;

    public PythonLog Log { get; } = log;

    public TimeProvider Clock { get; } = clock;

    public TradeBook Book { get; } = new(settings, store, rates, messenger, log, clock);

    public BotState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>False while a reload takes the bot apart: show_config then shows an empty state.</summary>
    public bool Attached { get; set; } = true;

    public DateTimeOffset? LastProcess { get; set; }

    public List<string> Whitelist { get; set; } = [];

    public List<string> Blacklist { get; } = [.. settings.Blacklist];

    public ConcurrentDictionary<string, Frame> Frames { get; } = new();

    /// <summary>Applies a rule of <see cref="BotTransitions"/> and gives its answer.</summary>
    public string Apply(Func<BotState, (string Answer, BotState Next)> rule)
    {
        var (answer, next) = rule(State);
        State = next;
        return answer;
    }

    /// <summary>Blocks as long as the simulated exchange hangs (what asks it for a rate does the same in
    /// FreqTrade).</summary>
    public async Task WaitForExchangeAsync(CancellationToken ct)
    {
        while (Control.Plan.ExchangeHangs)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), Clock, ct);
        }
    }

    public PyDict AnalyzedMessage(Frame frame, int limit)
    {
        var columns = frame.Columns;
        var rows = new List<object?>();
        for (var row = Math.Max(0, frame.Length - limit); row < frame.Length; row++)
        {
            var at = row;
            rows.Add(columns.ConvertAll(name => name == "date" ? frame.OpenMs[at] : Rounded(frame.Value(name, at))));
        }

        var index = Enumerable.Range(Math.Max(0, frame.Length - limit), rows.Count).Select(i => (object?)i).ToList();
        var text = PyJson.Text(new PyDict { ["columns"] = columns, ["index"] = index, ["data"] = rows });
        return new PyDict
        {
            ["type"] = new PyBare("analyzed_df"),
            ["data"] = new PyDict
            {
                ["key"] = new PyTuple([frame.Pair, Settings.Timeframe, "spot"]),
                ["df"] = new PyFrame(LastRow(frame), new PyDict { ["__type__"] = "dataframe", ["__value__"] = text }),
                ["la"] = frame.AnalysedAt,
            },
        };
    }

    /// <summary>The last candle of every followed pair, or of one; for a websocket client that asks.</summary>
    public IEnumerable<PyDict> AnalyzedMessages(string? pair, int limit) =>
        Frames.Values.Where(frame => pair is null || frame.Pair == pair).Select(frame => AnalyzedMessage(frame, limit));

    public PyDict WhitelistMessage() =>
        new() { ["type"] = new PyBare("whitelist"), ["data"] = Whitelist.ConvertAll<object?>(p => p) };

    private static PyDict LastRow(Frame frame)
    {
        var row = new PyDict();
        foreach (var column in frame.Columns)
        {
            row[column] = frame.Value(column, frame.Length - 1);
        }

        return row;
    }

    private static object? Rounded(object? value) => value is double d && double.IsFinite(d) ? Math.Round(d, 10)
        : value;

    public void Dispose()
    {
        Book.Gate.Dispose();
        Rates.Dispose();
        Store.Dispose();
    }
}
