using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Supervisor.Tests.FreqTradeConfig;

/// <summary>Configurations that are good, and thousands that differ from a good one at one place.</summary>
internal sealed class SchemaCorpus(Draft4Schema schema)
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "2", "0.5", "1.0", "1.5", "-0.1", "51", "65536", "1e9", "\"\"",
        "\"x\"", "\"unlimited\"",
        "\"running\"", "\"StaticPairList\"", "[]", "[1]", "[\"a\", \"a\"]", "[\"a\", \"b\"]", "{}", "{\"0\": 1}",
        "{\"0\": \"x\"}",
        "{\"a b\": 1}", "[{}]", "[{\"method\": \"VolumePairList\"}]", "[{\"method\": \"Other\"}]",
    ];

    /// <summary>A configuration that has every setting the schema knows.</summary>
    public JsonObject Everything() => Sample(schema.Root)!.AsObject();

    /// <summary>The configuration with each of its members left out, and replaced by each of many values.</summary>
    public static IEnumerable<(string Path, JsonObject Config)> Mutations(JsonObject config)
    {
        foreach (var path in Paths(config, []))
        {
            yield return (Name(path) + " removed", Changed(config, path, null));
            foreach (var value in Values) yield return ($"{Name(path)} = {value}", Changed(config, path, value));
        }
    }

    private static string Name(string[] path) => string.Join('.', path);

    private static IEnumerable<string[]> Paths(JsonNode? node, string[] at)
    {
        if (node is not JsonObject members) return [];
        return members.SelectMany(member => Paths(member.Value, [.. at, member.Key]).Prepend([.. at, member.Key]));
    }

    private static JsonObject Changed(JsonObject config, string[] path, string? value)
    {
        var copy = config.DeepClone().AsObject();
        var parent = path[..^1].Aggregate((JsonNode)copy, (node, name) => node[name]!).AsObject();
        if (value is null) parent.Remove(path[^1]);
        else parent[path[^1]] = JsonNode.Parse(value);
        return copy;
    }

    private JsonNode? Sample(JsonObject of)
    {
        var one = schema.Resolve(of);
        if (one["enum"] is JsonArray allowed) return allowed[0]!.DeepClone();
        var type = one["type"] is JsonArray several ? several[0]!.GetValue<string>() : one["type"]?.GetValue<string>();
        return type switch
        {
            "object" => new JsonObject((one["properties"] as JsonObject ?? []).Select(
                member => KeyValuePair.Create(member.Key, Sample(member.Value!.AsObject())))),
            "array" => one["items"] is JsonObject each ? new JsonArray(Sample(each)) : new JsonArray(),
            "boolean" => true,
            "integer" => (int)(one["minimum"]?.GetValue<double>() ?? 1),
            "number" => one["exclusiveMaximum"]?.GetValue<bool>() == true ? -0.1
                : one["minimum"]?.GetValue<double>() ?? 0.5,
            _ => "text",
        };
    }
}
