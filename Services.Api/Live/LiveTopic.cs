using System.Text.Json;

namespace BtcWatcher.Services.Api.Live;

/// <summary>What a WebSocket can subscribe to; the names are the wire's, in snake_case.</summary>
internal enum LiveTopic
{
    Signals,
    Strategies,
    Alerts,
    Notifications,
    System,
    Capacity,
    Jobs,

    /// <summary>The growing logs of the strategies that the subscription names.</summary>
    Logs,
}

internal static class LiveTopics
{
    private static readonly Dictionary<string, LiveTopic> ByName = Enum.GetValues<LiveTopic>().ToDictionary(NameOf);

    public static IReadOnlyList<LiveTopic> All { get; } = Enum.GetValues<LiveTopic>();

    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys];

    public static string NameOf(LiveTopic topic) => JsonNamingPolicy.SnakeCaseLower.ConvertName(topic.ToString());

    /// <summary>A value that events are chosen by, as it stands in their JSON.</summary>
    public static string Level<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static LiveTopic? Find(string name) => ByName.TryGetValue(name, out var topic) ? topic : null;
}
