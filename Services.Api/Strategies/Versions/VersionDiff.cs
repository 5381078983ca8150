using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Strategies.Versions;

/// <summary>One field that differs; from or to is null where a version lacks it.</summary>
internal sealed record FieldChange(string Field, JsonNode? From, JsonNode? To);

/// <summary>added, removed or changed.</summary>
internal enum FileChangeKind { Added, Removed, Changed }

/// <summary>One file that differs; the diff is a unified one, which patch -p1 takes.</summary>
internal sealed record FileChange(string File, FileChangeKind Change, int LinesAdded, int LinesRemoved, string Diff);

/// <summary>What leads from one version to another.</summary>
internal sealed record VersionDiff(
    int StrategyId, int From, int To, IReadOnlyList<FieldChange> Fields, IReadOnlyList<FileChange> Files)
{
    public static VersionDiff Of(int strategyId, (int Number, StrategyDocument Strategy) from,
        (int Number, StrategyDocument Strategy) to) =>
        new(strategyId, from.Number, to.Number, [.. FieldsOf(from.Strategy, to.Strategy)],
            [.. FilesOf(from.Strategy.Files, to.Strategy.Files)]);

    private static IEnumerable<FieldChange> FieldsOf(StrategyDocument from, StrategyDocument to)
    {
        var (before, after) = (Flat(from), Flat(to));
        return from name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
               let old = before.GetValueOrDefault(name)
               let fresh = after.GetValueOrDefault(name)
               where before.ContainsKey(name) != after.ContainsKey(name) || !JsonNode.DeepEquals(old, fresh)
               select new FieldChange(name, old?.DeepClone(), fresh?.DeepClone());
    }

    private static IEnumerable<FileChange> FilesOf(
        IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var (old, fresh) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (old == fresh) continue;
            var diff = UnifiedDiff.Of(name, old, fresh);
            var kind = old is null ? FileChangeKind.Added
                : fresh is null ? FileChangeKind.Removed : FileChangeKind.Changed;
            yield return new(name, kind, diff.Added, diff.Removed, diff.Text);
        }
    }

    // Members of objects one by one, lists as a whole.
    private static Dictionary<string, JsonNode?> Flat(StrategyDocument document)
    {
        var flat = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        var json = JsonSerializer.SerializeToNode(document, MessageJson.Options)!.AsObject();
        json.Remove("files");
        Add(json, "");
        return flat;

        void Add(JsonObject part, string path)
        {
            foreach (var (name, value) in part)
            {
                if (value is JsonObject inner) Add(inner, $"{path}{name}.");
                else flat[path + name] = value;
            }
        }
    }
}
