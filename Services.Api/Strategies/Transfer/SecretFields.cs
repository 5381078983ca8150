using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Api.Strategies.Transfer;

/// <summary>
/// Finds what must not leave the installation in a file: passwords, tokens, keys in raw configuration.
/// </summary>
internal static partial class SecretFields
{
    /// <summary>A copy without them, and the paths of what was left out.</summary>
    public static (JsonObject Clean, IReadOnlyList<string> LeftOut) Remove(JsonObject config, string path)
    {
        var clean = (JsonObject)config.DeepClone();
        var leftOut = new List<string>();
        Clean(clean, path, leftOut);
        return (clean, leftOut);
    }

    private static void Clean(JsonObject part, string path, List<string> leftOut)
    {
        foreach (var (name, value) in part.ToArray())
        {
            var here = $"{path}.{name}";
            if (IsSecret(name, value))
            {
                part.Remove(name);
                leftOut.Add(here);
            }
            else
            {
                Clean(value, here, leftOut);
            }
        }
    }

    private static void Clean(JsonNode? value, string path, List<string> leftOut)
    {
        if (value is JsonObject part) Clean(part, path, leftOut);
        if (value is not JsonArray items) return;
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (HasCredentials(items[i]))
            {
                items.RemoveAt(i);
                leftOut.Add($"{path}[{i}]");
            }
            else
            {
                Clean(items[i], $"{path}[{i}]", leftOut);
            }
        }
    }

    // An empty text under such a name is a habit of configurations, and no secret.
    private static bool IsSecret(string name, JsonNode? value) =>
        HasCredentials(value) || (value is JsonValue text && text.ToString().Length > 0 && SecretName().IsMatch(name));

    private static bool HasCredentials(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var address) && WithCredentials().IsMatch(address);

    [GeneratedRegex(
        @"(password|passphrase|secret|token|api_?key|private_?key|credentials?|authorization|wallet_?address)\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"\A[a-z][a-z0-9+.\-]*://[^/@\s]*@", RegexOptions.IgnoreCase)]
    private static partial Regex WithCredentials();
}
