using System.Text.Json;

namespace BtcWatcher.Services.Api.Live;

/// <summary>A topic that is subscribed to.</summary>
/// <param name="Topic">Which.</param>
/// <param name="Filter">What of it.</param>
/// <param name="After">The newest position that the client has; null: what comes from now on.</param>
internal sealed record LiveWish(LiveTopic Topic, LiveFilter Filter, LivePosition? After);

/// <summary>What a browser may send.</summary>
/// <param name="Wishes">All that it wants from now on; null when it only answered a ping.</param>
internal sealed record LiveCommand(IReadOnlyList<LiveWish>? Wishes)
{
    public const string Expected =
        "Send {\"type\":\"subscribe\",\"topics\":[...]}: 'hello' lists the topics. A topic is its name, or "
        + "{\"topic\", \"after\", \"strategy_ids\":[1 to 50], \"pairs\":[...], \"levels\":[...]}; "
        + "logs need strategy_ids, at most 8.";

    private const int MostValues = 50;
    private const int MostLogs = 8;
    private const int LongestText = 50;

    /// <returns>Null when it is none.</returns>
    public static LiveCommand? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out var type)) return null;
            if (type.ValueEquals("pong")) return new((IReadOnlyList<LiveWish>?)null);
            if (!type.ValueEquals("subscribe") || !root.TryGetProperty("topics", out var topics)) return null;
            return topics.ValueKind == JsonValueKind.Array && ReadAll(topics) is { } all ? new(all) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // No JSON, or a text with half a character, or "type" is not a text.
            return null;
        }
    }

    private static List<LiveWish>? ReadAll(JsonElement topics)
    {
        var all = new List<LiveWish>();
        foreach (var item in topics.EnumerateArray())
        {
            if (Read(item) is not { } wish) return null;
            all.RemoveAll(one => one.Topic == wish.Topic);
            all.Add(wish);
        }

        return all;
    }

    private static LiveWish? Read(JsonElement item)
    {
        var named = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("topic", out var name) ? name : item;
        if (named.ValueKind != JsonValueKind.String) return null;
        if (LiveTopics.Find(named.GetString()!) is not { } topic) return null;
        var (wish, isGood) = (new LiveWish(topic, LiveFilter.Everything, null), true);
        if (item.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in item.EnumerateObject()) isGood &= TryTake(member, ref wish);
        }

        if (topic == LiveTopic.Logs) isGood &= wish.Filter.StrategyIds is { Count: <= MostLogs };
        return isGood ? wish : null;
    }

    private static bool TryTake(JsonProperty member, ref LiveWish wish)
    {
        switch (member.Name)
        {
            case "topic":
                return true;
            case "after":
                var after = Place(member.Value);
                wish = wish with { After = after };
                return after is not null || member.Value.ValueKind == JsonValueKind.Null;
            case "strategy_ids":
                var ids = Values(member.Value, one => one.TryGetInt32(out var id) && id > 0 ? id : (int?)null);
                var numbers = ids?.Select(id => id!.Value).ToHashSet();
                wish = wish with { Filter = wish.Filter with { StrategyIds = numbers } };
                return ids is not null;
            case "pairs":
                var pairs = Values(member.Value, Text);
                wish = wish with { Filter = wish.Filter with { Pairs = pairs?.ToHashSet()! } };
                return pairs is not null;
            case "levels":
                var levels = Values(member.Value, Text);
                wish = wish with { Filter = wish.Filter with { Levels = levels?.ToHashSet()! } };
                return levels is not null;
            default:
                return false;
        }
    }

    private static LivePosition? Place(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var number) && number >= 0 ? new(number) : null,
        JsonValueKind.String => LivePosition.Parse(value.GetString()!),
        _ => null,
    };

    private static string? Text(JsonElement value) =>
        value.GetString() is { Length: <= LongestText } text ? text : null;

    // Null when it is no list, or any value is none.
    private static List<T>? Values<T>(JsonElement list, Func<JsonElement, T?> read)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostValues) return null;
        var values = new List<T>();
        foreach (var item in list.EnumerateArray())
        {
            if (read(item) is not { } value) return null;
            values.Add(value);
        }

        return values;
    }
}
