namespace BtcWatcher.Simulator.Commands;

/// <summary>
/// Finds strategy classes by a light scan of Python files: no code runs. A file whose import FreqTrade would refuse
/// (a class or def line without its colon, a module that FreqTrade's environment lacks) counts as broken.
/// </summary>
internal static class StrategyFiles
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
    public static string? Attribute(string code, string name)
    {
        foreach (var line in code.Split('\n'))
        {
            var text = line.Trim();
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line.StartsWith(' ') && text[..equals].Split(':')[0].Trim() == name)
            {
                return text[(equals + 1)..].Split('#')[0].Trim().Trim('"', '\'');
            }
        }

        return null;
    }

    /// <summary>The text that the strategy's version() returns, or null.</summary>
    public static string? Version(string code)
    {
        var method = code.IndexOf("def version(self)", StringComparison.Ordinal);
        var back = method < 0 ? -1 : code.IndexOf("return ", method, StringComparison.Ordinal);
        if (back < 0)
        {
            return null;
        }

        var text = code[(back + "return ".Length)..].Split('\n')[0].Split('#')[0].Trim();
        return text.Length > 2 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : null;
    }

    private static IEnumerable<string> Classes(string code)
    {
        foreach (var line in Statements(code).Where(line => line.StartsWith("class ", StringComparison.Ordinal)))
        {
            var open = line.IndexOf('(', StringComparison.Ordinal);
            var close = line.LastIndexOf(')');
            if (open > 0 && close > open && line[(open + 1)..close].Split(',').Any(IsStrategyBase))
            {
                yield return line["class ".Length..open].Trim();
            }
        }
    }

    private static bool IsStrategyBase(string name) => name.Trim().EndsWith("IStrategy", StringComparison.Ordinal);

    private static string? Problem(string code, string file, HashSet<string> siblings)
    {
        var lines = code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var text = lines[i].Split('#')[0].Trim();
            var opens = text.StartsWith("class ", StringComparison.Ordinal)
                || text.StartsWith("def ", StringComparison.Ordinal);
            if (opens && !text.Contains(':', StringComparison.Ordinal)
                && text.Count(c => c == '(') == text.Count(c => c == ')'))
            {
                return $"expected ':' ({file}, line {i + 1})";
            }
        }

        foreach (var line in lines.Where(line => line.StartsWith("import ", StringComparison.Ordinal)
            || line.StartsWith("from ", StringComparison.Ordinal)))
        {
            var module = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Split('.', ',', '\r')[0];
            if (module.Length > 0 && !PythonModules.Known.Contains(module) && !siblings.Contains(module))
            {
                return $"No module named '{module}'";
            }
        }

        return null;
    }

    /// <summary>Lines, with an open parenthesis' following lines joined.</summary>
    private static IEnumerable<string> Statements(string code)
    {
        var statement = "";
        foreach (var line in code.Split('\n'))
        {
            statement = statement.Length > 0 ? statement + line.Trim() : line;
            if (statement.Count(c => c == '(') <= statement.Count(c => c == ')') || statement.Length > 2000)
            {
                yield return statement;
                statement = "";
            }
        }
    }
}
