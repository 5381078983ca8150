using System.Text.Json;

namespace BtcWatcher.Services.Api.Live;

/// <summary>What a WebSocket can subscribe to; the names are the wire's, in snake_case.</summary>
[Flags]
internal enum LiveTopic
{
    None = 0,
    Signals = 1,
    Strategies = 2,
    Alerts = 4,
    Notifications = 8,
    System = 16,
    Capacity = 32,
}

internal static class LiveTopics
{
    private static readonly Dictionary<string, LiveTopic> ByName = Enum.GetValues<LiveTopic>()
        .Where(topic => topic != LiveTopic.None)
        .ToDictionary(NameOf);

    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys];

    public static string NameOf(LiveTopic topic) => JsonNamingPolicy.SnakeCaseLower.ConvertName(topic.ToString());

    public static LiveTopic Find(string name) => ByName.GetValueOrDefault(name);

    public static IReadOnlyList<string> NamesOf(LiveTopic topics) =>
        [.. ByName.Where(pair => topics.HasFlag(pair.Value)).Select(pair => pair.Key)];
}
