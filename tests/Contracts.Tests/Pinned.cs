using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BtcWatcher.Testing;

namespace BtcWatcher.Contracts.Tests;

/// <summary>
/// The examples of docs/messages.md without white space, by record. A change there breaks messages under way and the
/// programs of users.
/// </summary>
internal static partial class Pinned
{
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyDictionary<string, string> Json { get; } = Example().Matches(File.ReadAllText(Document))
        .ToDictionary(found => found.Groups["name"].Value, found => Compact(found.Groups["json"].Value));

    /// <summary>Members in their order and numbers in their digits, without white space and escapes.</summary>
    public static string Compact(string json) => JsonNode.Parse(json)!.ToJsonString(Readable);

    private static string Document => Path.Combine(Repository.Root, "docs", "messages.md");

    [GeneratedRegex(
        """^### (?<name>\w+)\n[^#`]*(?:`[^`\n]+`[^#`]*)*```json\n(?<json>[^`]+)\n```$""", RegexOptions.Multiline)]
    private static partial Regex Example();
}
