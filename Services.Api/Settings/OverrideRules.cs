using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>
/// What a body may make of the overrides. Whether a value fits its setting is checked by building it.
/// </summary>
internal static class OverrideRules
{
    public const int MaxOverrides = 500;
    private const int LongestValue = 4000;
    private const int LongestNote = 500;

    private static readonly HashSet<string> Secrets =
        [.. SettingValue.Of(SettingsSnapshot.Default).Where(one => one.IsSecret).Select(one => one.Key)];

    /// <summary>
    /// The settings that a partial object names, with the value of each; null takes an override away.
    /// </summary>
    public static IEnumerable<(string Key, JsonNode? Value)> Flatten(JsonObject part, string prefix)
    {
        foreach (var (name, value) in part)
        {
            var key = $"{prefix}.{name}";
            if (value is JsonObject { Count: > 0 } inner)
            {
                foreach (var one in Flatten(inner, key)) yield return one;
            }
            else
            {
                yield return (key, value);
            }
        }
    }

    /// <summary>What to do about it; null when it may be.</summary>
    public static string? Judge(string key, JsonNode? value) =>
        Secrets.Contains(key) ? "A secret is given in the file or in the environment, never over REST."
        : value is not null && (value.ToJsonString().Length > LongestValue || HasControl(value))
            ? $"Use at most {LongestValue} characters, without control characters."
            : null;

    public static string? JudgeNote(string? note) =>
        note is null || (note.Length <= LongestNote && !note.Any(char.IsControl)) ? null
            : $"Use at most {LongestNote} characters in one line.";

    private static bool HasControl(JsonNode value) => value switch
    {
        JsonObject map => map.Any(one => one.Key.Any(char.IsControl) || (one.Value is { } inner && HasControl(inner))),
        JsonArray list => list.Any(one => one is not null && HasControl(one)),
        _ => value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Any(char.IsControl),
    };
}
