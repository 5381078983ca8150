using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Processes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>Takes a program that is installed already among the versions.</summary>
internal sealed class VersionRegistration(
    VersionStore store, ProgramQuestions questions, IOptions<InstallationOptions> installation, TimeProvider clock)
{
    /// <returns>The version that the program told, or why it is not taken.</returns>
    public async Task<(string? Version, ProblemHttpResult? Problem)> RunAsync(
        string command, string? expected, CancellationToken ct)
    {
        var words = FreqTradeCommand.Split(command);
        if (words.Count == 0 || !Path.IsPathRooted(words[0]))
        {
            return (null, VersionProblems.Invalid("command", "Name the program by its absolute path."));
        }

        if (FreqTradeCommand.Missing(words) is { } missing) return (null, VersionProblems.Invalid("command", missing));
        var (told, problem) = await questions.VersionAsync(words, ct);
        if (told is null) return (null, VersionProblems.Invalid("command", $"It is not FreqTrade: {problem}"));
        if (!VersionFolders.IsName(told))
        {
            return (null, VersionProblems.Invalid("command", $"'{told}' is no version that can be kept."));
        }

        if (expected is not null && expected != told)
        {
            return (null, VersionProblems.Invalid("version", $"The program says that it is {told}."));
        }

        if (await questions.IsSimulatorAsync(words, ct) != installation.Value.Simulated)
        {
            return (null, VersionProblems.Invalid("command", installation.Value.Simulated
                ? "This installation is simulated: register a Simulator." : "It is a Simulator: name FreqTrade."));
        }

        if (store.Find(told) is { ReplacedBy: null }) return (null, VersionProblems.Exists(told));
        store.Put(new()
        {
            Version = told, Source = VersionSource.Registered, Command = words, InstalledAt = clock.GetUtcNow(),
        });
        return (told, null);
    }
}
