using System.Text.RegularExpressions;

namespace BtcWatcher.Simulator.Commands;

/// <summary>
/// Finds strategy classes by a light scan of Python files: no code runs. A file whose import FreqTrade would refuse
/// (a class or def line without its colon, a module that FreqTrade's environment lacks) counts as broken.
/// </summary>
internal static partial class StrategyFiles
{
    internal sealed record Found(string Name, string File, string Code);

    internal sealed record Broken(string File, string Reason);

    /// <summary>Strategy classes and broken files of a folder, in name order. A missing folder is empty.</summary>
    public static (List<Found> Strategies, List<Broken> Broken) Scan(string folder, bool recursive)
    {
        var strategies = new List<Found>();
        var broken = new List<Broken>();
        if (!Directory.Exists(folder))
        {
            return (strategies, broken);
        }

        var depth = recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
        var files = Directory.GetFiles(folder, "*.py", depth).Order(StringComparer.Ordinal).ToList();
        var siblings = files.Select(f => Path.GetFileNameWithoutExtension(f)!).ToHashSet(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var code = File.ReadAllText(file);
            if (Problem(code, Path.GetFileName(file), siblings) is { } reason)
            {
                broken.Add(new Broken(file, reason));
            }
            else
            {
                strategies.AddRange(Classes(code).Select(name => new Found(name, file, code)));
            }
        }

        return (strategies, broken);
    }

    /// <summary>A simple class attribute of a strategy (number or quoted text), as its source spells it.</summary>
    public static string? Attribute(string code, string name) =>
        Regex.Match(code, $@"^\s+{Regex.Escape(name)}\s*(?::[^=\n]+)?=\s*[""']?([^""'\n#]+?)[""']?\s*(?:#.*)?$", RegexOptions.Multiline)
            is { Success: true } match ? match.Groups[1].Value.Trim() : null;

    /// <summary>The text that the strategy's version() returns, or null.</summary>
    public static string? Version(string code) =>
        VersionMethod().Match(code) is { Success: true } match ? match.Groups[1].Value : null;

    private static IEnumerable<string> Classes(string code) => ClassLine().Matches(code)
        .Where(match => match.Groups[2].Value.Split(',').Any(b => b.Trim().EndsWith("IStrategy", StringComparison.Ordinal)))
        .Select(match => match.Groups[1].Value);

    private static string? Problem(string code, string file, HashSet<string> siblings)
    {
        var lines = code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (OpenBlock().IsMatch(lines[i]))
            {
                return $"expected ':' ({file}, line {i + 1})";
            }
        }

        foreach (Match match in ImportLine().Matches(code))
        {
            var module = match.Groups[1].Value;
            if (!PythonModules.Known.Contains(module) && !siblings.Contains(module))
            {
                return $"No module named '{module}'";
            }
        }

        return null;
    }

    [GeneratedRegex(@"^class\s+(\w+)\s*\(([^)]*)\)\s*:", RegexOptions.Multiline)]
    private static partial Regex ClassLine();

    [GeneratedRegex(@"^\s*(?:class\s+\w+(?:\s*\([^()]*\))?|def\s+\w+\s*\([^()]*\)(?:\s*->\s*[\w\.\[\], |]+)?)\s*$")]
    private static partial Regex OpenBlock();

    [GeneratedRegex(@"^(?:import|from)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex ImportLine();

    [GeneratedRegex(@"def\s+version\s*\(self\)[^:]*:\s*(?:""""""[^""]*""""""\s*)?return\s+[""']([^""']+)[""']")]
    private static partial Regex VersionMethod();
}
