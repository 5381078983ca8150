using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Live;

/// <summary>What goes over the wire, as UTF-8 JSON.</summary>
internal static class LiveMessages
{
    public static byte[] Ping { get; } = Of(new JsonObject { ["type"] = "ping" });

    public static byte[] Hello(bool simulated) => Of(new JsonObject
    {
        ["type"] = "hello",
        ["topics"] = Names(LiveTopics.Names),
        ["simulated"] = simulated,
    });

    public static byte[] Subscribed(LiveTopic topics) =>
        Of(new JsonObject { ["type"] = "subscribed", ["topics"] = Names(LiveTopics.NamesOf(topics)) });

    /// <summary>
    /// So many events were left out, because the client reads too slowly: read what matters again over REST.
    /// </summary>
    public static byte[] Lagging(long dropped) => Of(new JsonObject { ["type"] = "lagging", ["dropped"] = dropped });

    public static byte[] Error(string detail) => Of(new JsonObject { ["type"] = "error", ["detail"] = detail });

    public static byte[] Event(LiveTopic topic, object data, long? position) => JsonSerializer.SerializeToUtf8Bytes(
        new LiveEvent("event", LiveTopics.NameOf(topic), position, data), MessageJson.Options);

    private static byte[] Of(JsonObject message) => JsonSerializer.SerializeToUtf8Bytes(message, MessageJson.Options);

    private static JsonArray Names(IReadOnlyList<string> names) =>
        new([.. names.Select(name => (JsonNode)JsonValue.Create(name))]);

    private sealed record LiveEvent(
        string Type, string Topic,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Position,
        object Data);
}
