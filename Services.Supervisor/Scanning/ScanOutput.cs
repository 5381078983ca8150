using System.Globalization;
using System.Text.RegularExpressions;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Supervisor.Scanning;

/// <summary>Reads what list-strategies -1 wrote: names to stdout, what it could not load to stderr.</summary>
internal static partial class ScanOutput
{
    private const int LongestMessage = 500;

    public static IReadOnlyList<ScannedClass> Classes(string output, IReadOnlyDictionary<string, string> files) =>
    [
        .. from name in output.Split('\n').Select(line => line.Trim()).Distinct(StringComparer.Ordinal)
           where ClassName().IsMatch(name)
           orderby name
           select new ScannedClass { Name = name, File = FileOf(name, files) },
    ];

    /// <param name="run">Of list-strategies.</param>
    /// <param name="folder">The folder of the files, to be cut from messages.</param>
    public static IReadOnlyList<ScanFinding> Findings(SandboxRun run, string folder)
    {
        var findings = NotImported().Matches(run.Errors)
            .Select(match => Finding(match.Groups["path"].Value, match.Groups["why"].Value, folder)).ToList();
        if (run.End != SandboxEnd.Exited || run.Code != 0) findings.Add(Ended(run, "the code", folder));
        return findings;
    }

    /// <summary>What ended it before its time.</summary>
    public static ScanFinding Ended(SandboxRun run, string what, string folder = "") => run.End switch
    {
        SandboxEnd.TimedOut => new() { Kind = ScanFault.Timeout, Message = $"{what} did not end in time" },
        SandboxEnd.TooMuchMemory => new() { Kind = ScanFault.Memory, Message = $"{what} used too much memory" },
        SandboxEnd.TooMuchDisk => new() { Kind = ScanFault.Disk, Message = $"{what} wrote too much" },
        SandboxEnd.NotStarted => new() { Kind = ScanFault.Unavailable, Message = run.Errors },
        _ => Crash(run, what, folder),
    };

    private static ScanFinding Crash(SandboxRun run, string what, string folder)
    {
        var last = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault() ?? "";
        var place = Frame().Matches(run.Errors)
            .LastOrDefault(match => match.Groups["path"].Value.StartsWith(folder + "/", StringComparison.Ordinal));
        return new()
        {
            Kind = last.StartsWith("MemoryError", StringComparison.Ordinal) ? ScanFault.Memory : ScanFault.Crashed,
            File = place is null || folder.Length == 0 ? null : place.Groups["path"].Value[(folder.Length + 1)..],
            Line = place is null ? null : Number(place),
            Message = Short($"{what} ended with code {run.Code}: {last}", folder),
        };
    }

    private static ScanFinding Finding(string path, string why, string folder)
    {
        var syntax = Syntax().Match(why);
        return new()
        {
            Kind = syntax.Success ? ScanFault.Syntax : ScanFault.Import,
            File = path.StartsWith(folder + "/", StringComparison.Ordinal) ? path[(folder.Length + 1)..] : null,
            Line = syntax.Success ? Number(syntax) : null,
            Message = Short(syntax.Success ? syntax.Groups["what"].Value : why, folder),
        };
    }

    private static string? FileOf(string name, IReadOnlyDictionary<string, string> files) => files
        .Where(file => ClassLine().Matches(file.Value).Any(match => match.Groups[1].ValueSpan.SequenceEqual(name)))
        .Select(file => file.Key).Order(StringComparer.Ordinal).FirstOrDefault();

    private static int? Number(Match match) =>
        int.TryParse(match.Groups["line"].Value, CultureInfo.InvariantCulture, out var line) ? line : null;

    private static string Short(string text, string folder)
    {
        var clean = folder.Length == 0 ? text : text.Replace(folder + "/", "", StringComparison.Ordinal);
        return clean.Length <= LongestMessage ? clean : clean[..LongestMessage] + "...";
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,99}\z")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^class[ \t]+([A-Za-z_][A-Za-z0-9_]*)[ \t]*[(:]", RegexOptions.Multiline)]
    private static partial Regex ClassLine();

    [GeneratedRegex(@"Could not import (?<path>.+?\.py) due to '(?<why>.*)'\s*$", RegexOptions.Multiline)]
    private static partial Regex NotImported();

    [GeneratedRegex(@"\A(?<what>.*) \([^()]*,? line (?<line>\d+)\)\z")]
    private static partial Regex Syntax();

    [GeneratedRegex("File \"(?<path>[^\"]+)\", line (?<line>\\d+)")]
    private static partial Regex Frame();
}
