using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>Which program is run as FreqTrade.</summary>
internal sealed class FreqTradeOptions
{
    public const string Section = "FreqTrade";

    /// <summary>Program and leading arguments; a word with blanks stands in double quotes.</summary>
    public string Command { get; set; } = "freqtrade";
}

/// <summary>The configured command, split into words.</summary>
internal sealed class FreqTradeCommand(IOptions<FreqTradeOptions> options)
{
    public IReadOnlyList<string> Words { get; } = Split(options.Value.Command);

    /// <summary>Why it cannot be run; null when the program is there.</summary>
    public string? Missing() => Missing(Words);

    public static string? Missing(IReadOnlyList<string> words)
    {
        if (words.Count == 0) return "FreqTrade:Command is empty";
        var program = words[0];
        var places = program.Contains('/')
            ? [program]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
                .Select(folder => Path.Combine(folder, program));
        return places.Any(IsProgram) ? null
            : $"'{program}' is not a program here; install FreqTrade or set FreqTrade:Command";
    }

    internal static IReadOnlyList<string> Split(string command)
    {
        var words = new List<string>();
        foreach (var (part, index) in command.Split('"').Select((part, index) => (part, index)))
        {
            if (index % 2 == 1) words.Add(part);
            else words.AddRange(part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return words;
    }

    private static bool IsProgram(string path) => File.Exists(path)
        && (File.GetUnixFileMode(path) & (
            UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
