using System.Globalization;
using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Running;
using BtcWatcher.Simulator.Strategies;

namespace BtcWatcher.Simulator.Api;

/// <summary>/pair_candles: the analysed data frame of one pair.</summary>
internal static class CandleEndpoints
{
    private static readonly string[] Always = ["date", "open", "high", "low", "close", "volume"];
    private static readonly string[] Signals = ["enter_long", "exit_long"];

    public static void Map(ApiRoutes routes)
    {
        routes.AddJson("GET", "pair_candles", r =>
            History(r.Bot, r.Needed("pair"), r.Needed("timeframe"), r.Int("limit", null), null));
        routes.AddJson("POST", "pair_candles", Post, body: true);
    }

    private static PyDict Post(ApiRequest r)
    {
        var body = r.Object();
        var columns = body.List("columns")?.OfType<string>().ToList();
        return History(r.Bot, ApiRequest.TextField(body, "pair"), ApiRequest.TextField(body, "timeframe"),
            (int?)ApiRequest.OptionalNumber(body, "limit"), columns);
    }

    private static PyDict History(Bot bot, string pair, string timeframe, int? limit, List<string>? chosen)
    {
        if (timeframe != bot.Settings.Timeframe || !bot.Frames.TryGetValue(pair, out var frame) || frame.Length == 0)
        {
            return Head(bot, pair, timeframe, null, [], [], 0);
        }

        var first = limit is > 0 ? Math.Max(0, frame.Length - limit.Value) : 0;
        var rows = Enumerable.Range(first, frame.Length - first).ToList();
        var all = Present(frame, frame.Columns, rows);
        var columns = chosen is null ? all
            : all.Where(c => Always.Contains(c) || Signals.Contains(c) || chosen.Contains(c)).ToList();
        columns = [.. columns, "__date_ts", .. Signals.Where(all.Contains).Select(name => $"_{name}_signal_close")];
        var data = rows.ConvertAll<object?>(row => columns.ConvertAll(name => frame.Value(name, row)));
        var d = Head(bot, pair, timeframe, frame, columns, all, rows.Count);
        d["data"] = data;
        var enters = rows.Count(row => frame.Side[row] == 1);
        var exits = rows.Count(row => frame.Side[row] == -1);
        (d["buy_signals"], d["sell_signals"], d["enter_long_signals"], d["exit_long_signals"]) =
            (enters, exits, enters, exits);
        (d["data_start_ts"], d["data_start"]) = (frame.OpenMs[first], Text(frame, first));
        (d["data_stop_ts"], d["data_stop"]) = (frame.OpenMs[^1], Text(frame, frame.Length - 1));
        return d;
    }

    /// <summary>A signal column exists only where the strategy set it at least once.</summary>
    private static List<string> Present(Frame frame, List<string> columns, List<int> rows) =>
        columns.Where(name => name switch
    {
        "enter_long" => Array.IndexOf(frame.Side, (sbyte)1) >= 0,
        "exit_long" => Array.IndexOf(frame.Side, (sbyte)-1) >= 0,
        _ => rows.Count >= 0,
    }).ToList();

    private static PyDict Head(Bot bot, string pair, string timeframe, Frame? frame, List<string> columns,
        List<string> all, int length) =>
        new()
        {
            ["strategy"] = bot.Settings.StrategyName, ["pair"] = pair, ["timeframe"] = timeframe,
            ["timeframe_ms"] = Markets.Timeframes.Contains(timeframe)
                ? (long)(Markets.TimeframeMinutes(timeframe) * 60_000) : 0L,
            ["columns"] = columns, ["all_columns"] = all, ["data"] = new List<object?>(),
            ["annotations"] = new List<object?>(),
            ["length"] = length, ["buy_signals"] = 0, ["sell_signals"] = 0, ["enter_long_signals"] = 0,
            ["exit_long_signals"] = 0,
            ["enter_short_signals"] = 0, ["exit_short_signals"] = 0,
            ["last_analyzed"] = frame is null ? "1970-01-01T00:00:00Z" : PyTime.Zulu(frame.AnalysedAt),
            ["last_analyzed_ts"] = frame?.AnalysedAt.ToUnixTimeSeconds() ?? 0L,
            ["data_start_ts"] = 0L, ["data_start"] = "", ["data_stop"] = "", ["data_stop_ts"] = 0L,
        };

    private static string Text(Frame frame, int row) =>
        frame.Date(row).ToString("yyyy-MM-dd HH:mm:ss+00:00", CultureInfo.InvariantCulture);
}
