using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BtcWatcher.Services.Supervisor.Installation;

/// <summary>
/// Asks the configured FreqTrade its version once after the start: it is the first of the versions. The service works
/// without it; instances do not.
/// </summary>
internal sealed class FreqTradeCheck(
    FreqTradeCommand command, ProgramQuestions questions, VersionStore versions, FleetState state, ISettings settings,
    TimeProvider clock, ILogger<FreqTradeCheck> logger)
    : BackgroundService, IHealthCheck
{
    private volatile string? _problem;
    private volatile string? _version;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((_problem ?? command.Missing() ?? OtherVersion()) is { } problem
            ? HealthCheckResult.Degraded(problem)
            : HealthCheckResult.Healthy());

    private string? OtherVersion()
    {
        var expected = settings.Current.System.Freqtrade.Version;
        return _version is { } found && found != expected
            ? $"The configured FreqTrade is {found}, and system.freqtrade.version says {expected}." : null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.Loaded.WaitAsync(stoppingToken);
        var (version, problem) = command.Missing() is { } missing ? (null, missing)
            : await questions.VersionAsync(command.Words, stoppingToken);
        _problem = problem;
        if (version is null)
        {
            Log.FreqTradeMissing(logger, problem!);
            return;
        }

        _version = version;
        if (OtherVersion() is { } other) Log.FreqTradeOther(logger, other);
        Log.FreqTradeFound(logger, version, string.Join(' ', command.Words));
        if (VersionFolders.IsName(version)) versions.PutConfigured(version, command.Words, clock.GetUtcNow());
    }
}
