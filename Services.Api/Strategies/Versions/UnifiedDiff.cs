using System.Text;

namespace BtcWatcher.Services.Api.Strategies.Versions;

/// <summary>The difference of two texts as diff -u writes it and patch reads it.</summary>
internal sealed record UnifiedDiff(string Text, int Added, int Removed)
{
    private const int Context = 3;

    /// <param name="name">Of the file.</param>
    /// <param name="before">Null when there was no such file.</param>
    /// <param name="after">Null when there is none any more.</param>
    public static UnifiedDiff Of(string name, string? before, string? after)
    {
        var script = Script(Lines(before ?? ""), Lines(after ?? ""));
        var text = new StringBuilder()
            .Append(before is null ? "--- /dev/null\n" : $"--- a/{name}\n")
            .Append(after is null ? "+++ /dev/null\n" : $"+++ b/{name}\n");
        var shown = new bool[script.Count];
        for (var i = 0; i < script.Count; i++)
        {
            if (script[i].Kind == ' ') continue;
            var last = Math.Min(script.Count - 1, i + Context);
            for (var near = Math.Max(0, i - Context); near <= last; near++) shown[near] = true;
        }

        AppendHunks(text, script, shown);
        return new(
            text.ToString(), script.Count(line => line.Kind == '+'), script.Count(line => line.Kind == '-'));
    }

    private static void AppendHunks(StringBuilder text, List<(char Kind, string Line)> script, bool[] shown)
    {
        var (before, after) = (0, 0);
        for (var i = 0; i < script.Count;)
        {
            var end = i;
            while (end < script.Count && shown[end] == shown[i]) end++;
            var hunk = script[i..end];
            var (old, fresh) = (hunk.Count(line => line.Kind != '+'), hunk.Count(line => line.Kind != '-'));
            if (shown[i])
            {
                text.Append($"@@ -{Place(before, old)} +{Place(after, fresh)} @@\n");
                foreach (var (kind, line) in hunk) AppendLine(text, kind, line);
            }

            (i, before, after) = (end, before + old, after + fresh);
        }
    }

    // An empty part is named by the line before it.
    private static string Place(int before, int count) => FormattableString.Invariant(
        $"{(count == 0 ? before : before + 1)},{count}");

    private static void AppendLine(StringBuilder text, char kind, string line)
    {
        text.Append(kind).Append(line);
        if (!line.EndsWith('\n')) text.Append("\n\\ No newline at end of file\n");
    }

    private static List<(char Kind, string Line)> Script(string[] before, string[] after)
    {
        var script = new List<(char, string)>();
        var (x, y) = (0, 0);
        foreach (var (atBefore, atAfter) in LineMatch.Find(before, after).Append((before.Length, after.Length)))
        {
            while (x < atBefore) script.Add(('-', before[x++]));
            while (y < atAfter) script.Add(('+', after[y++]));
            if (x < before.Length && y < after.Length) script.Add((' ', before[x]));
            (x, y) = (x + 1, y + 1);
        }

        return script;
    }

    // With their ends: a line that only lost its line feed differs.
    private static string[] Lines(string text)
    {
        var lines = text.Split('\n').Select(line => line + "\n").ToArray();
        lines[^1] = lines[^1][..^1];
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
