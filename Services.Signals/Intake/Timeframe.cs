using System.Globalization;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>FreqTrade's names of candle lengths: 1m, 5m, 1h, 4h, 1d, 1w, 1M.</summary>
internal static class Timeframe
{
    /// <returns>The length; null when the text names none. A month counts 30 days.</returns>
    public static TimeSpan? Length(string text)
    {
        if (text.Length is < 2 or > 5
            || !int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count == 0)
        {
            return null;
        }

        return text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            'w' => TimeSpan.FromDays(7 * count),
            'M' => TimeSpan.FromDays(30 * count),
            _ => null,
        };
    }
}
