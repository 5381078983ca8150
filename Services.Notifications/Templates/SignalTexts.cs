using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;

namespace BtcWatcher.Services.Notifications.Templates;

/// <summary>A signal or a trade in words: short (one line) or detailed (one fact a line).</summary>
internal static class SignalTexts
{
    public static Message Write(
        Signal signal, ChannelLanguage language, TemplateKind template, TextParts? parts = null)
    {
        var mark = Words.Mark(signal.Simulated, language);
        var title = mark + (signal.Kind == SignalKind.Status ? Status(signal, language) : Headline(signal, language));
        return new Message(
            title, template == TemplateKind.Short ? Short(signal, language, mark)
                : Detailed(signal, language, mark, parts ?? TextParts.Plain));
    }

    private static string Headline(Signal signal, ChannelLanguage language)
    {
        var action = Words.Action(signal.Action, signal.Side, language);
        var what = signal.Kind == SignalKind.Trade
            ? $"{Words.Pick(language, "Trade", "交易")} {signal.Event}: {action}"
            : action;
        var strength = signal.Strength is { } value
            ? $" · {Words.Level(signal.Level, language)} {Words.Number(value)}"
            : "";
        return $"{what} {signal.Pair}{strength} · {signal.Strategy}";
    }

    private static string Status(Signal signal, ChannelLanguage language) =>
        $"{Words.Pick(language, "Status", "状态")} {signal.Event} · {signal.Strategy}";

    private static string Short(Signal signal, ChannelLanguage language, string mark)
    {
        var parts = new List<string> { signal.Strategy };
        if (signal.Pair is { } pair) parts.Add($"{pair} {Words.Action(signal.Action, signal.Side, language)}");
        if (signal.Price is { } price) parts.Add($"@ {Words.Number(price)}");
        if (signal.Strength is { } strength)
        {
            var level = Words.Level(signal.Level, language);
            parts.Add($"{Words.Pick(language, "strength", "强度")} {Words.Number(strength)} ({level})");
        }

        if (signal.ProfitRatio is { } profit)
        {
            parts.Add($"{Words.Pick(language, "profit", "收益")} {Words.Percent(profit)}");
        }

        parts.Add(CandleOf(signal, language));
        return mark + string.Join(", ", parts);
    }

    private static string Detailed(Signal signal, ChannelLanguage language, string mark, TextParts parts)
    {
        var lines = new List<string>();
        void Add(string english, string chinese, string? value)
        {
            if (!string.IsNullOrEmpty(value)) lines.Add($"{Words.Pick(language, english, chinese)}: {value}");
        }

        if (mark.Length > 0)
        {
            lines.Add(mark + Words.Pick(language, "This did not come from a real market.", "此消息并非来自真实市场。"));
        }

        Add("Strategy", "策略", $"{signal.Strategy} {signal.StrategyVersion}".TrimEnd());
        Add("Pair", "交易对", signal.Pair);
        Add("Action", "操作", Words.Action(signal.Action, signal.Side, language));
        Add("Event", "事件", signal.Kind == SignalKind.Signal ? null : signal.Event);
        Add("Price", "价格", signal.Price is { } price ? Words.Number(price) : null);
        Add("Strength", "强度", signal.Strength is { } value ? StrengthOf(signal, value, language) : null);
        Add("Priority", "优先级", parts.NameOf(signal.Priority));
        Add("Profit", "收益", signal.ProfitRatio is { } profit ? Words.Percent(profit) : null);
        Add("Exchange", "交易所", signal.Exchange);
        Add("Candle", "K线", signal.CandleTime is { } candle ? $"{Words.Time(candle)} ({signal.Timeframe})" : null);
        Add("Event time", "事件时间", Words.Time(signal.EventTime));
        Add("Indicators", "指标", parts.Indicators ? IndicatorsOf(signal.Indicators) : null);
        Add("Chart", "图表", parts.ChartLink ? ChartLink.Of(signal) : null);
        return string.Join('\n', lines);
    }

    private static string StrengthOf(Signal signal, decimal value, ChannelLanguage language)
    {
        var level = Words.Level(signal.Level, language);
        return signal.Thresholds is { } scale
            ? $"{Words.Number(value)} ({level}; {Words.Number(scale.Weak)}/{Words.Number(scale.Medium)}/"
                + $"{Words.Number(scale.Strong)})"
            : $"{Words.Number(value)} ({level})";
    }

    private static string CandleOf(Signal signal, ChannelLanguage language) => signal.CandleTime is { } candle
        ? $"{Words.Pick(language, "candle", "K线")} {Words.Time(candle)}"
        : Words.Time(signal.EventTime);

    private static string IndicatorsOf(JsonObject indicators) => string.Join(
        ", ", indicators.Where(item => item.Value is JsonValue).Take(20).Select(item => $"{item.Key}={item.Value}"));
}
