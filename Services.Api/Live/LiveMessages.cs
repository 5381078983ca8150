using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>What is subscribed from now on, and from where each topic goes on.</summary>
    public static byte[] Subscribed(IReadOnlyList<LiveSubscription> all) => Of(new JsonObject
    {
        ["type"] = "subscribed",
        ["topics"] = Names([.. all.Select(one => LiveTopics.NameOf(one.Topic))]),
        ["positions"] = new JsonObject(all.Where(one => one.Passed is not null).Select(one =>
            KeyValuePair.Create<string, JsonNode?>(LiveTopics.NameOf(one.Topic), Position(one.Topic, one.Passed)))),
    });

    /// <summary>Nobody knows any more what was after the client's position: it must read everything again.</summary>
    public static byte[] Resync(LiveTopic topic, LivePosition? position) => Of(new JsonObject
    {
        ["type"] = "resync",
        ["topic"] = LiveTopics.NameOf(topic),
        ["position"] = Position(topic, position),
    });

    /// <summary>
    /// So many events were left out, because the client reads too slowly: it goes on after position, and may have what
    /// it missed by subscribing once more with after.
    /// </summary>
    public static byte[] Summary(IReadOnlyList<LiveMissed> missed) => Of(new JsonObject
    {
        ["type"] = "summary",
        ["topics"] = new JsonObject(missed.Select(one => KeyValuePair.Create<string, JsonNode?>(
            LiveTopics.NameOf(one.Topic),
            new JsonObject
            {
                ["missed"] = one.Count,
                ["after"] = Position(one.Topic, one.After),
                ["position"] = Position(one.Topic, one.Position),
            }))),
    });

    public static byte[] Error(string detail) => Of(new JsonObject { ["type"] = "error", ["detail"] = detail });

    /// <summary>An event whose data is JSON already.</summary>
    public static byte[] Event(LiveTopic topic, ReadOnlySpan<byte> data, LivePosition? position)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(data.Length + 96);
        using var writer = new Utf8JsonWriter(buffer, new() { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("type"u8, "event"u8);
        writer.WriteString("topic"u8, LiveTopics.NameOf(topic));
        if (position is { } place)
        {
            if (topic == LiveTopic.Signals) writer.WriteNumber("position"u8, place.Major);
            else writer.WriteString("position"u8, place.ToString());
        }

        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(data, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Data(object data) => JsonSerializer.SerializeToUtf8Bytes(data, MessageJson.Options);

    private static JsonValue? Position(LiveTopic topic, LivePosition? position) => position is not { } place ? null
        : topic == LiveTopic.Signals ? JsonValue.Create(place.Major) : JsonValue.Create(place.ToString());

    private static byte[] Of(JsonObject message) => JsonSerializer.SerializeToUtf8Bytes(message, MessageJson.Options);

    private static JsonArray Names(IReadOnlyList<string> names) =>
        new([.. names.Select(name => (JsonNode)JsonValue.Create(name))]);
}
