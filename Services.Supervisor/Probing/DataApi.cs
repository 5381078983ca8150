using System.Text.Json;
using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.Probing;

/// <summary>Asks an instance when it last analysed a candle.</summary>
internal sealed class DataApi(InstanceApi api)
{
    // One pair may be dead on its exchange, or its data empty: the others speak for the data then.
    private const int MostPairs = 5;

    /// <returns>Which candles it works on; null when it does not tell.</returns>
    public async Task<DataSource?> FindSourceAsync(
        int port, Credentials credentials, CancellationToken limit, CancellationToken ct)
    {
        if (await api.FindAsync(port, "show_config", credentials, limit, ct) is not { } config
            || await api.FindAsync(port, "whitelist", credentials, limit, ct) is not { } listed
            || !config.TryGetProperty("timeframe", out var frame) || frame.GetString() is not { } timeframe
            || !config.TryGetProperty("timeframe_ms", out var length) || !length.TryGetInt64(out var milliseconds)
            || !listed.TryGetProperty("whitelist", out var pairs) || pairs.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return new(
            timeframe, TimeSpan.FromMilliseconds(milliseconds),
            [.. pairs.EnumerateArray().Select(pair => pair.GetString() ?? "").Take(MostPairs)]);
    }

    /// <param name="port">Of the instance.</param>
    /// <param name="credentials">Of the instance.</param>
    /// <param name="source">Which candles.</param>
    /// <param name="isFresh">No more pairs are asked when this one's analysis is new enough.</param>
    /// <param name="limit">Ends the questions.</param>
    /// <param name="ct">Ends everything: cancelled, it throws.</param>
    /// <returns>Null when it does not tell.</returns>
    public async Task<DataObservation?> ObserveAsync(
        int port, Credentials credentials, DataSource source, Func<DateTimeOffset, bool> isFresh,
        CancellationToken limit, CancellationToken ct)
    {
        DateTimeOffset? newest = null;
        foreach (var pair in source.Pairs)
        {
            var path = $"pair_candles?pair={Uri.EscapeDataString(pair)}&timeframe={source.Timeframe}&limit=1";
            if (await api.FindAsync(port, path, credentials, limit, ct) is not { } candles) return null;
            var analysed = TimeOf(candles);
            if (analysed is not null && (newest is null || analysed > newest)) newest = analysed;
            if (newest is { } at && isFresh(at)) break;
        }

        return new(source, newest);
    }

    // 0 for a pair that was never analysed.
    private static DateTimeOffset? TimeOf(JsonElement candles) =>
        candles.TryGetProperty("last_analyzed_ts", out var value) && value.TryGetInt64(out var seconds) && seconds > 0
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
