using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;

namespace BtcWatcher.Services.Notifications.Templates;

/// <summary>Alerts, instances and digests in words.</summary>
internal static class SystemTexts
{
    /// <summary>So many members a digest lists; it says how many more there are.</summary>
    public const int DigestLines = 50;

    public static Message AlertRaised(AlertRaised alert, ChannelLanguage language)
    {
        var title = Words.Mark(alert.Simulated, language) + Words.Pick(language, "Alert: ", "告警：")
            + Words.Pick(language, alert.TitleEn, alert.TitleZh);
        return new Message(title, $"{alert.Detail}\n{Words.Time(alert.At)} · {alert.Key}");
    }

    public static Message AlertResolved(
        string titleEn, string titleZh, string key, bool simulated, DateTimeOffset at, ChannelLanguage language)
    {
        var title = Words.Mark(simulated, language) + Words.Pick(language, "Resolved: ", "已恢复：")
            + Words.Pick(language, titleEn, titleZh);
        return new Message(title, $"{Words.Time(at)} · {key}");
    }

    public static Message Instance(
        string english, string chinese, string strategy, string? detail, bool simulated, DateTimeOffset at,
        ChannelLanguage language)
    {
        var title = $"{Words.Mark(simulated, language)}{strategy}: {Words.Pick(language, english, chinese)}";
        return new Message(title, string.IsNullOrEmpty(detail) ? Words.Time(at) : $"{detail}\n{Words.Time(at)}");
    }

    public static Message Digest(IReadOnlyList<string> titles, bool simulated, ChannelLanguage language)
    {
        var mark = Words.Mark(simulated, language);
        var title = mark + Words.Pick(language, $"Digest: {titles.Count} notifications", $"摘要：{titles.Count} 条通知");
        var lines = titles.Take(DigestLines).ToList();
        if (titles.Count > DigestLines)
        {
            var more = titles.Count - DigestLines;
            lines.Add(Words.Pick(language, $"... and {more} more, see the history", $"……另有 {more} 条，见通知历史"));
        }

        return new Message(title, string.Join('\n', lines));
    }

    public static Message Test(string channel, bool simulated, ChannelLanguage language) => new(
        Words.Mark(simulated, language) + Words.Pick(language, "BTC Watcher test message", "BTC Watcher 测试消息"),
        Words.Pick(
            language, $"The channel '{channel}' works: this was really sent.", $"通道“{channel}”可用：这条消息已真实发送。"));
}
