using BtcWatcher.Simulator.Logging;

namespace BtcWatcher.Simulator.Market;

/// <summary>
/// Chooses where a pair's candles come from: recorded files, else the exchange's public candles (downloaded once), else
/// a seeded synthetic market; the log says which.
/// </summary>
internal sealed class MarketSource(SimulatorOptions options, CandleDownload download, PythonLog log)
{
    private const string Logger = "simulator.market";

    public async Task<ICandleSource> OpenAsync(string pair, CancellationToken ct)
    {
        ICandleSource source = Recorded(pair) ?? await DownloadedAsync(pair, ct) ?? (ICandleSource)Synthetic(pair);
        var pace = options.CandleSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        log.Info(Logger, $"SIMULATED: {pair} from {source.Describe()}, one candle every {pace} s");
        return source;
    }

    private static SyntheticMarket Synthetic(string pair) => new(pair, Markets.Price(pair) ?? 1);

    private static string FileName(string pair) => pair.Replace('/', '_') + "-5m.csv.gz";

    private CandleFile? Recorded(string pair)
    {
        if (options.CandleFolder() is not { } folder)
        {
            return null;
        }

        var path = Path.Combine(folder, FileName(pair));
        return File.Exists(path) ? Open(path) : null;
    }

    private CandleFile? Open(string path)
    {
        try
        {
            return new CandleFile(path);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            log.Warning(Logger, $"Could not read {path}: {e.Message}");
            return null;
        }
    }

    private async Task<CandleFile?> DownloadedAsync(string pair, CancellationToken ct)
    {
        if (options.DownloadFolder is not { } folder)
        {
            return null;
        }

        var path = Path.Combine(folder, FileName(pair));
        return File.Exists(path) || await download.TryAsync(pair, path, ct) ? Open(path) : null;
    }
}
