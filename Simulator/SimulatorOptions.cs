using System.Globalization;

namespace BtcWatcher.Simulator;

/// <summary>
/// Settings of the Simulator itself, from SIMULATOR_* variables: CANDLES (folder), CANDLE_SECONDS (5), START_SECONDS
/// (1.2), DOWNLOAD (1), EXCHANGE_URL, MARKET=synthetic. Throws <see cref="FormatException"/> naming a bad one.
/// </summary>
internal sealed record SimulatorOptions
{
    /// <summary>The FreqTrade that it says it is; VERSION stands in for another one, to try upgrades.</summary>
    public static string Version { get; } = Text("VERSION") ?? "2025.8";

    public double CandleSeconds { get; init; } = 5;

    public double StartSeconds { get; init; } = 1.2;

    public string? Candles { get; init; }

    public bool SyntheticOnly { get; init; }

    public string? DownloadFolder { get; init; }

    public Uri ExchangeUrl { get; init; } = new("https://data-api.binance.vision/");

    public static SimulatorOptions FromEnvironment()
    {
        var data = Environment.GetEnvironmentVariable("BTCWATCHER_DATA");
        var synthetic = Text("MARKET") == "synthetic";
        return new SimulatorOptions
        {
            CandleSeconds = Number("CANDLE_SECONDS", 5, 0.1, 86_400),
            StartSeconds = Number("START_SECONDS", 1.2, 0, 3_600),
            Candles = Text("CANDLES"),
            SyntheticOnly = synthetic,
            DownloadFolder = synthetic || Text("DOWNLOAD") == "0" || data is null ? null
                : Path.Combine(data, "candles"),
            ExchangeUrl = new Uri(Text("EXCHANGE_URL") ?? "https://data-api.binance.vision/"),
        };
    }

    /// <summary>The folder with recorded files: the given one, else <c>shared/candles</c> above this program or the
    /// current folder.</summary>
    public string? CandleFolder()
    {
        if (SyntheticOnly)
        {
            return null;
        }

        return Candles ?? Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory);
    }

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candles = Path.Combine(folder.FullName, "shared", "candles");
            if (Directory.Exists(candles))
            {
                return candles;
            }
        }

        return null;
    }

    private static string? Text(string name) =>
        Environment.GetEnvironmentVariable("SIMULATOR_" + name) is { Length: > 0 } value ? value : null;

    private static double Number(string name, double standard, double least, double most)
    {
        if (Text(name) is not { } text)
        {
            return standard;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most
                ? value
                : throw new FormatException($"SIMULATOR_{name} must be a number from {least} to {most}, not '{text}'");
    }
}
