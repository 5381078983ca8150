using System.Text.RegularExpressions;
using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>What a program tells of itself.</summary>
internal sealed partial class ProgramQuestions(ProgramRunner runner)
{
    // The Simulator says it in its help; FreqTrade itself never does.
    private const string SimulatorsWord = "simulated by BTC Watcher";

    /// <returns>The version, or why there is none.</returns>
    public async Task<(string? Version, string? Problem)> VersionAsync(
        IReadOnlyList<string> words, CancellationToken ct)
    {
        var answer = await runner.RunAsync(InstanceMark.CanaryId, [.. words, "--version"], ct);
        if (answer.Problem is { } problem) return (null, problem);
        return ReadVersion(answer.Output) is { } version ? (version, null)
            : (null, $"'--version' ended with {answer.ExitCode} and told no version: {answer.Errors.Trim()}");
    }

    public async Task<bool> IsSimulatorAsync(IReadOnlyList<string> words, CancellationToken ct) =>
        (await runner.RunAsync(InstanceMark.CanaryId, [.. words, "--help"], ct)).Output
            .Contains(SimulatorsWord, StringComparison.Ordinal);

    internal static string? ReadVersion(string output) =>
        Version().Match(output) is { Success: true } match ? match.Groups[1].Value : null;

    // Facts 1.5.
    [GeneratedRegex(@"^Freqtrade Version:\s+freqtrade (\S+)", RegexOptions.Multiline)]
    private static partial Regex Version();
}
