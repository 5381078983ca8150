using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;

namespace BtcWatcher.Services.Notifications.Templates;

/// <summary>The words that all texts share, in both languages.</summary>
internal static class Words
{
    public static string Pick(ChannelLanguage language, string english, string chinese) =>
        language == ChannelLanguage.Chinese ? chinese : english;

    /// <summary>In front of everything that did not come from a market.</summary>
    public static string Mark(bool simulated, ChannelLanguage language) =>
        simulated ? Pick(language, "[SIMULATED] ", "[模拟] ") : "";

    public static string Action(SignalAction action, SignalSide? side, ChannelLanguage language)
    {
        var verb = action switch
        {
            SignalAction.Buy => Pick(language, "BUY", "买入"),
            SignalAction.Sell => Pick(language, "SELL", "卖出"),
            _ => Pick(language, "HOLD", "持有"),
        };
        return side == SignalSide.Short ? verb + Pick(language, " (short)", "（做空）") : verb;
    }

    public static string Level(SignalLevel level, ChannelLanguage language) => level switch
    {
        SignalLevel.Strong => Pick(language, "strong", "强"),
        SignalLevel.Medium => Pick(language, "medium", "中"),
        SignalLevel.Weak => Pick(language, "weak", "弱"),
        _ => Pick(language, "below the thresholds", "低于阈值"),
    };

    public static string Number(decimal value) => value.ToString("0.########", CultureInfo.InvariantCulture);

    public static string Percent(decimal ratio) =>
        (ratio * 100).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) + " %";

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
