using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Supervisor.Tests.FreqTradeConfig;

/// <summary>
/// The part of JSON Schema draft 4 that FreqTrade's published schema uses, with its habit of filling in defaults before
/// it asks for what is required. Unknown keywords pass, as in draft 4.
/// </summary>
internal sealed class Draft4Schema(JsonObject root)
{
    public JsonObject Root { get; } = root;

    public bool Accepts(JsonNode? value) => Accepts(Root, value?.DeepClone());

    public JsonObject Resolve(JsonObject schema) => schema["$ref"] is { } reference
        ? reference.GetValue<string>().Split('/').Skip(1).Aggregate((JsonNode)Root, (node, name) => node[name]!)
            .AsObject()
        : schema;

    private bool Accepts(JsonObject schema, JsonNode? value)
    {
        schema = Resolve(schema);
        return FitsType(schema, value) && FitsEnum(schema, value) && value switch
        {
            JsonObject members => FitsObject(schema, members),
            JsonArray items => FitsArray(schema, items),
            JsonValue plain when plain.GetValueKind() == JsonValueKind.Number => FitsNumber(schema, plain),
            JsonValue plain when plain.GetValueKind() == JsonValueKind.String => FitsText(schema, plain),
            _ => true,
        };
    }

    private static bool FitsType(JsonObject schema, JsonNode? value) => schema["type"] switch
    {
        null => true,
        JsonArray several => several.Any(type => IsOf(type!.GetValue<string>(), value)),
        var one => IsOf(one.GetValue<string>(), value),
    };

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) =>
            !value!.ToJsonString().Contains('.') && !value.ToJsonString()
                .Contains('E', StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool FitsEnum(JsonObject schema, JsonNode? value) =>
        schema["enum"] is not JsonArray allowed || allowed.Any(one => JsonNode.DeepEquals(one, value));

    private static bool FitsNumber(JsonObject schema, JsonValue value)
    {
        var number = JsonSerializer.SerializeToElement(value).GetDouble();
        if (schema["minimum"] is { } minimum && number < minimum.GetValue<double>()) return false;
        if (schema["maximum"] is not { } maximum) return true;
        return schema["exclusiveMaximum"]?.GetValue<bool>() == true
            ? number < maximum.GetValue<double>() : number <= maximum.GetValue<double>();
    }

    private static bool FitsText(JsonObject schema, JsonValue value) =>
        schema["pattern"] is not { } pattern || Regex.IsMatch(value.GetValue<string>(), pattern.GetValue<string>());

    private bool FitsArray(JsonObject schema, JsonArray items)
    {
        if (schema["minItems"] is { } least && items.Count < least.GetValue<int>()) return false;
        if (schema["uniqueItems"]?.GetValue<bool>() == true
            && items.Select((item, index) => items.Take(index).Any(other => JsonNode.DeepEquals(other, item)))
                .Any(twice => twice))
        {
            return false;
        }

        return schema["items"] is not JsonObject each || items.All(item => Accepts(each, item));
    }

    private bool FitsObject(JsonObject schema, JsonObject members)
    {
        var properties = schema["properties"] as JsonObject ?? [];
        var patterns = schema["patternProperties"] as JsonObject ?? [];
        foreach (var (name, property) in properties)
        {
            if (!members.ContainsKey(name) && property!["default"] is { } standard)
            {
                members[name] = standard.DeepClone();
            }
        }

        if (schema["required"] is JsonArray required
            && required.Any(name => !members.ContainsKey(name!.GetValue<string>())))
        {
            return false;
        }

        foreach (var (name, value) in members)
        {
            var matching = patterns.Where(pattern => Regex.IsMatch(name, pattern.Key))
                .Select(pattern => pattern.Value!.AsObject()).ToList();
            var isKnown = properties[name] is JsonObject || matching.Count > 0;
            if (properties[name] is JsonObject own) matching.Add(own);
            if (!isKnown && schema["additionalProperties"] is JsonObject others) matching.Add(others);
            if (!isKnown && schema["additionalProperties"] is JsonValue forbidden && !forbidden.GetValue<bool>())
            {
                return false;
            }

            if (!matching.All(one => Accepts(one, value))) return false;
        }

        return true;
    }
}
