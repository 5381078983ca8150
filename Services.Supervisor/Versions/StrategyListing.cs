using System.Security.Cryptography;
using System.Text;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>Whether a version finds the class of every strategy that runs.</summary>
internal sealed class StrategyListing(
    ProgramRunner runner, DefinitionStore definitions, InstanceFolders folders)
{
    private const int NamedAtMost = 10;

    public async Task<VersionCheck> CheckAsync(
        IReadOnlyList<string> words, IReadOnlyList<Instance> running, CancellationToken ct)
    {
        if (running.Count == 0) return new("strategies", CheckResult.Skipped, "no strategy runs");
        var asked = new Dictionary<string, ProgramAnswer>();
        var unknown = new List<string>();
        foreach (var instance in running)
        {
            if (await definitions.FindStoredAsync(instance.StrategyId, instance.Version, ct) is not { } known) continue;
            // Many strategies have the same files: they are asked for once.
            var same = string.Join('\n', known.Files.OrderBy(file => file.Key, StringComparer.Ordinal)
                .Select(file => $"{file.Key} {Hash(file.Value)}"));
            if (!asked.TryGetValue(same, out var answer))
            {
                asked[same] = answer = await AskAsync(words, folders.Of(instance.StrategyId), ct);
            }

            if (answer.Problem is { } problem) return new("strategies", CheckResult.Failed, problem);
            if (answer.Output.Split('\n').Any(line => line.Trim() == known.Profile.StrategyClass)) continue;
            unknown.Add($"strategy {instance.StrategyId}: class {known.Profile.StrategyClass} is not found"
                + (MissingModule.In(answer.Errors) is { } module ? $" ({MissingModule.Remedy(module)})" : ""));
        }

        return unknown.Count == 0 ? new("strategies", CheckResult.Passed, $"{running.Count} found")
            : new("strategies", CheckResult.Failed, string.Join("; ", unknown.Take(NamedAtMost))
                + (unknown.Count > NamedAtMost ? $"; and {unknown.Count - NamedAtMost} more" : ""));
    }

    private Task<ProgramAnswer> AskAsync(IReadOnlyList<string> words, InstanceFolder folder, CancellationToken ct) =>
        runner.RunAsync(folder.StrategyId,
        [
            .. words, "list-strategies", "-1", "--userdir", folder.UserData, "--strategy-path", folder.Strategies,
        ], ct);

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
