using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>
/// Reads fields as FreqTrade writes them: everything may be a text, and nothing is "None". A value that cannot be read
/// becomes a fault; what nobody asked for is left for the metadata.
/// </summary>
internal sealed partial class WebhookFields(JsonObject body)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Field to what is wrong with it.</summary>
    public Dictionary<string, string[]> Faults { get; } = [];

    public void Fail(string field, string fault) => Faults.TryAdd(field, [fault]);

    /// <summary>The first of the names that has a value. An empty text and None are no value.</summary>
    public string? Text(int longest, params ReadOnlySpan<string> names)
    {
        var (name, text) = First(names);
        if (text?.Length > longest)
        {
            Fail(name, $"has more than {longest} characters");
            return null;
        }

        return text;
    }

    public string Required(int longest, params ReadOnlySpan<string> names)
    {
        var text = Text(longest, names);
        if (text is null)
        {
            Fail(names[0], "is missing");
        }

        return text ?? "";
    }

    public decimal? Number(params ReadOnlySpan<string> names)
    {
        var (name, text) = First(names);
        if (text is null || text is "nan" or "NaN" or "inf" or "-inf" or "Infinity" or "-Infinity")
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Fail(name, "is not a number that can be stored");
        return null;
    }

    public long? Integer(string name)
    {
        var number = Number(name);
        if (number is null)
        {
            return null;
        }

        if (number == decimal.Truncate(number.Value) && number is >= 0 and <= long.MaxValue)
        {
            return (long)number;
        }

        Fail(name, "is not a whole number");
        return null;
    }

    /// <summary>A date as Python prints it (UTC when it names no zone), or milliseconds since 1970.</summary>
    public DateTimeOffset? Time(params ReadOnlySpan<string> names)
    {
        var (name, text) = First(names);
        if (text is null or "NaT")
        {
            return null;
        }

        if (ReadTime(text) is { } time)
        {
            return time;
        }

        Fail(name, "is not a date such as 2026-11-22 06:29:25+00:00");
        return null;
    }

    public JsonObject Object(string name)
    {
        _used.Add(name);
        if (!body.TryGetPropertyValue(name, out var node) || node is null)
        {
            return [];
        }

        if (node is JsonObject value)
        {
            return (JsonObject)value.DeepClone();
        }

        Fail(name, "is not an object");
        return [];
    }

    public IReadOnlyList<string> Texts(string name)
    {
        _used.Add(name);
        if (body[name] is JsonArray list && list.All(item => item?.GetValueKind() == JsonValueKind.String))
        {
            return [.. list.Select(item => item!.GetValue<string>())];
        }

        Fail(name, "is not a list of texts");
        return [];
    }

    /// <summary>Marks fields as read, so that they are not repeated in the metadata.</summary>
    public void Skip(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _used.Add(name);
        }
    }

    /// <summary>The fields that have a value and that nobody read.</summary>
    public JsonObject Rest()
    {
        var rest = new JsonObject();
        foreach (var (name, value) in body)
        {
            if (!_used.Contains(name) && !IsNothing(value))
            {
                rest[name] = value!.DeepClone();
            }
        }

        return rest;
    }

    public static DateTimeOffset? ReadTime(string text)
    {
        if (Milliseconds().IsMatch(text) && long.TryParse(text, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }

        return IsoDate().IsMatch(text) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? ToMicrosecond(time) : null;
    }

    /// <summary>What PostgreSQL can hold, so that a message says the same as the row.</summary>
    public static DateTimeOffset ToMicrosecond(DateTimeOffset time) => new(time.UtcTicks / 10 * 10, TimeSpan.Zero);

    // Names after the first with a value stay unread, so that the metadata keeps them.
    private (string Name, string? Text) First(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _used.Add(name);
            if (!body.TryGetPropertyValue(name, out var value) || IsNothing(value))
            {
                continue;
            }

            if (value is JsonValue scalar)
            {
                return (name, TextOf(scalar));
            }

            Fail(name, "must be a text or a number");
            return (name, null);
        }

        return (names[0], null);
    }

    private static string TextOf(JsonValue value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static bool IsNothing(JsonNode? value) => value is null
        || (value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is "" or "None");

    [GeneratedRegex(@"^\d{12,14}$", RegexOptions.CultureInvariant)]
    private static partial Regex Milliseconds();

    [GeneratedRegex(
        @"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|[+-]\d{2}:?\d{2}))?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex IsoDate();
}
