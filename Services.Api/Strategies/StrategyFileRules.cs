using System.Text;
using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>A strategy's own files: relative names that stay in its folder, text, bounded sizes.</summary>
internal static partial class StrategyFileRules
{
    public const int MaxFiles = 50;
    public const int MaxFileBytes = 512 * 1024;
    public const int MaxTotalBytes = 2 * 1024 * 1024;

    public const string NameRule =
        "Name files relative to the strategy's folder, without .., as .py or .json, such as lib/helper.py.";
    public static readonly string SizeRule = $"A file may have at most {MaxFileBytes} bytes.";
    public static readonly string TotalRule = $"All files together may have at most {MaxTotalBytes} bytes.";
    public static readonly string CountRule = $"Send at most {MaxFiles} files.";

    public static IReadOnlyDictionary<string, string>? Read(
        IReadOnlyDictionary<string, string?>? files, ValidationErrors errors)
    {
        if (files is null) return null;

        errors.Require(files.Count <= MaxFiles, "files", CountRule);
        var total = 0L;
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in files)
        {
            var bytes = Encoding.UTF8.GetByteCount(text ?? "");
            total += bytes;
            errors.Require(IsName(name), "files", NameRule);
            errors.Require(text is not null && !text.Contains('\0', StringComparison.Ordinal), "files",
                "Send each file's content as text.");
            errors.Require(bytes <= MaxFileBytes, "files", SizeRule);
            read[name] = text ?? "";
        }

        errors.Require(total <= MaxTotalBytes, "files", TotalRule);
        errors.Require(read.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() == read.Count, "files",
            "Two file names differ only in upper and lower case: rename one.");
        return read;
    }

    public static void CheckClass(StrategyDraft draft, ValidationErrors errors)
    {
        if (draft.Files.Count > 0)
        {
            errors.Require(draft.Files.Values.Any(text => Defines(text, draft.StrategyClass)), "files",
                $"None of the files defines class {draft.StrategyClass}: add it, or correct strategy_class.");
        }
    }

    /// <summary>Whether Python text defines a class of that name at its outermost level.</summary>
    public static bool Defines(string text, string className) =>
        ClassLine().Matches(text).Any(match => match.Groups[1].ValueSpan.SequenceEqual(className));

    public static bool IsName(string name) => name.Length <= 120 && FileName().IsMatch(name);

    [GeneratedRegex(@"\A([A-Za-z0-9_][A-Za-z0-9_\-]*/){0,3}[A-Za-z0-9_][A-Za-z0-9_\-]*\.(py|json)\z")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^class[ \t]+([A-Za-z_][A-Za-z0-9_]*)[ \t]*[(:]", RegexOptions.Multiline)]
    private static partial Regex ClassLine();
}
