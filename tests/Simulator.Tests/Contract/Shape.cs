using System.Text.Json;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>Compares the shape of two JSON values: key sets, kinds, first list items. Null fits every kind.</summary>
internal static class Shape
{
    /// <summary>Dictionaries whose keys are data (pairs, exit reasons), not a shape.</summary>
    private static readonly HashSet<string> Open = ["exit_reasons", "errors", "markets", "minimal_roi"];

    /// <summary>The differences, each with its path; empty where the shapes agree.</summary>
    public static List<string> Differences(JsonElement recorded, JsonElement ours, string at = "$")
    {
        if (recorded.ValueKind == JsonValueKind.Null || ours.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (Kind(recorded) != Kind(ours))
        {
            return [$"{at}: {recorded.ValueKind} recorded, {ours.ValueKind} here"];
        }

        return recorded.ValueKind switch
        {
            JsonValueKind.Object => Objects(recorded, ours, at),
            JsonValueKind.Array => Arrays(recorded, ours, at),
            _ => [],
        };
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.ToString(),
    };

    private static List<string> Objects(JsonElement recorded, JsonElement ours, string at)
    {
        var (left, right) = (Keys(recorded), Keys(ours));
        if (Open.Contains(at[(at.LastIndexOf('.') + 1)..]))
        {
            return left.Count == 0 || right.Count == 0
                ? []
                : Differences(recorded.EnumerateObject().First().Value, ours.EnumerateObject().First().Value, at
                    + ".*");
        }

        return
        [
            .. left.Except(right).Select(key => $"{at}.{key}: missing here"),
            .. right.Except(left).Select(key => $"{at}.{key}: not recorded"),
            .. left.Intersect(right)
                .SelectMany(key => Differences(recorded.GetProperty(key), ours.GetProperty(key), $"{at}.{key}")),
        ];
    }

    private static List<string> Arrays(JsonElement recorded, JsonElement ours, string at) =>
        recorded.GetArrayLength() == 0 || ours.GetArrayLength() == 0 || recorded[0].ValueKind == JsonValueKind.Array
            ? []
            : Differences(recorded[0], ours[0], at + "[0]");

    private static HashSet<string> Keys(JsonElement value) => value.EnumerateObject().Select(p => p.Name).ToHashSet();
}
