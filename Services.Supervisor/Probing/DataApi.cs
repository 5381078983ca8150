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
            || config.TextOf("timeframe") is not { } timeframe
            || config.MillisecondsOf("timeframe_ms") is not { } length
            || listed.TextsOf("whitelist") is not { } pairs)
        {
            return null;
        }

        return new(timeframe, length, [.. pairs.Take(MostPairs)]);
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
        var timeframe = Uri.EscapeDataString(source.Timeframe);
        foreach (var pair in source.Pairs)
        {
            var path = $"pair_candles?pair={Uri.EscapeDataString(pair)}&timeframe={timeframe}&limit=1";
            if (await api.FindAsync(port, path, credentials, limit, ct) is not { } candles) return null;
            // 0 for a pair that was never analysed.
            var analysed = candles.TimeOf("last_analyzed_ts");
            if (analysed is not null && (newest is null || analysed > newest)) newest = analysed;
            if (newest is { } at && isFresh(at)) break;
        }

        return new(source, newest);
    }
}
