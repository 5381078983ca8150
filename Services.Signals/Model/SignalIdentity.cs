using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BtcWatcher.Services.Signals.Model;

/// <summary>
/// What makes two messages the same event. A candle signal: strategy, pair, timeframe, candle, sides. An event of a
/// trade: strategy, type, trade id, open date, and the order (its rate; "final" for the one exit that closes the
/// trade; the close date), for trade ids begin again with a new database. Anything else: strategy, type and content.
/// Unique together with the event's own time; the same content without a time of its own is one event only when it
/// directly repeats the strategy's last one (a retry), see <see cref="SignalsOptions.RepeatWindow"/>.
/// </summary>
internal static class SignalIdentity
{
    public static Guid OfCandle(
        int strategyId, string pair, string timeframe, DateTimeOffset candle, IEnumerable<string> sides) =>
        Hash(
            strategyId, "signal", pair, timeframe, Second(candle),
            string.Join('+', sides.Order(StringComparer.Ordinal)));

    public static Guid OfTrade(
        int strategyId, string type, long tradeId, DateTimeOffset? opened, DateTimeOffset? closed, string order) =>
        Hash(strategyId, type, Number(tradeId), Second(opened), Second(closed), order);

    public static Guid OfContent(int strategyId, string type, string content) => Hash(strategyId, type, content);

    /// <summary>A rate as text, equal for 1.50 and 1.5.</summary>
    public static string Rate(decimal? rate) =>
        rate is { } value ? (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>Templates and REST bodies differ below the second.</summary>
    public static DateTimeOffset ToSecond(DateTimeOffset time) =>
        new(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Second(DateTimeOffset? time) =>
        time is { } value ? Number(value.ToUnixTimeSeconds()) : "";

    private static Guid Hash(int strategyId, params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder().Append(strategyId);
        foreach (var part in parts)
        {
            text.Append('\u001f').Append(part);
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
