using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>Looks whether a version can take the place of the present one, and writes down what was seen.</summary>
internal sealed class VersionVerification(
    VersionStore store, Programs programs, ProgramQuestions questions, StrategyListing listing, Canary canary,
    DefinitionStore definitions, FleetState state, IOptions<InstallationOptions> installation, TimeProvider clock)
    : IDisposable
{
    // There is one spare port.
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <returns>The version as it stands then; null when it is gone.</returns>
    public async Task<VersionManifest?> RunAsync(string version, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var checks = await CheckAsync(version, ct);
            if (store.Find(version) is not { } manifest) return null;
            var passed = checks.All(check => check.Result != CheckResult.Failed);
            manifest = manifest with { Checks = checks, VerifiedAt = passed ? clock.GetUtcNow() : null };
            store.Put(manifest);
            return manifest;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<IReadOnlyList<VersionCheck>> CheckAsync(string version, CancellationToken ct)
    {
        var checks = new List<VersionCheck>();
        if (programs.Missing(version) is { } missing) return [new("program", CheckResult.Failed, missing)];
        var words = programs.Words(version);
        var (told, problem) = await questions.VersionAsync(words, ct);
        checks.Add(told == version ? new("version", CheckResult.Passed, told)
            : new("version", CheckResult.Failed, problem ?? $"it says that it is {told}"));
        checks.Add(await KindAsync(words, ct));
        if (checks.Exists(check => check.Result == CheckResult.Failed)) return checks;

        // What does not run well now would not tell anything about the version.
        var running = state.Keepers.Select(keeper => keeper.Instance).Where(one => one.State.IsReachable())
            .OrderBy(one => one.StrategyId).ToList();
        checks.Add(await listing.CheckAsync(words, running, ct));
        if (checks[^1].Result != CheckResult.Failed) checks.Add(await CanaryAsync(version, words, running, ct));
        return checks;
    }

    private async Task<VersionCheck> KindAsync(IReadOnlyList<string> words, CancellationToken ct) =>
        await questions.IsSimulatorAsync(words, ct) == installation.Value.Simulated
            ? new("kind", CheckResult.Passed, installation.Value.Simulated ? "Simulator" : "FreqTrade")
            : new("kind", CheckResult.Failed, installation.Value.Simulated
                ? "this installation is simulated, and the program is not the Simulator"
                : "the program is the Simulator, and this installation is real");

    private async Task<VersionCheck> CanaryAsync(
        string version, IReadOnlyList<string> words, List<Instance> running, CancellationToken ct)
    {
        foreach (var instance in running)
        {
            if (await definitions.FindStoredAsync(instance.StrategyId, instance.Version, ct) is not { } known) continue;
            var (told, problem) = await canary.TryAsync(known, words, ct);
            return told == version
                ? new("canary", CheckResult.Passed, $"ready with strategy {instance.StrategyId}")
                : new("canary", CheckResult.Failed, $"with strategy {instance.StrategyId}: "
                    + (problem ?? $"it answers that it is {told}"));
        }

        return new("canary", CheckResult.Skipped, "no strategy runs");
    }
}
