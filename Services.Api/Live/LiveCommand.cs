using System.Text.Json;

namespace BtcWatcher.Services.Api.Live;

/// <summary>What a browser may send.</summary>
/// <param name="Topics">All topics that it wants from now on; null when it only answered a ping.</param>
internal sealed record LiveCommand(LiveTopic? Topics)
{
    /// <returns>Null when it is none.</returns>
    public static LiveCommand? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out var type)) return null;
            if (type.ValueEquals("pong")) return new((LiveTopic?)null);
            if (!type.ValueEquals("subscribe") || !root.TryGetProperty("topics", out var topics)) return null;
            return topics.ValueKind == JsonValueKind.Array && Read(topics) is { } all ? new(all) : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // "type" is not a text.
            return null;
        }
    }

    private static LiveTopic? Read(JsonElement topics)
    {
        var all = LiveTopic.None;
        foreach (var item in topics.EnumerateArray())
        {
            var topic = item.ValueKind == JsonValueKind.String ? LiveTopics.Find(item.GetString()!) : LiveTopic.None;
            if (topic == LiveTopic.None) return null;
            all |= topic;
        }

        return all;
    }
}
