using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Installation;

/// <summary>Asks FreqTrade its version once after the start. The service works without it; instances do not.</summary>
internal sealed partial class FreqTradeCheck(
    FreqTradeCommand command, InstanceFolders folders, IOptions<InstallationOptions> installation,
    ILogger<FreqTradeCheck> logger)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private volatile string? _problem;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((_problem ?? command.Missing()) is { } problem ? HealthCheckResult.Degraded(problem)
            : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (version, problem) = await AskAsync(stoppingToken);
        _problem = problem;
        if (version is not null) Log.FreqTradeFound(logger, version, string.Join(' ', command.Words));
        else Log.FreqTradeMissing(logger, problem!);
    }

    private async Task<(string? Version, string? Problem)> AskAsync(CancellationToken ct)
    {
        if (command.Missing() is { } missing) return (null, missing);
        var start = new ProcessStartInfo(command.Words[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in command.Words.Skip(1).Append("--version")) start.ArgumentList.Add(word);
        InstanceEnvironment.FillFor(start.Environment, folders.Root, installation.Value.Simulated);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return Version().Match(output) is { Success: true } match
                ? (match.Groups[1].Value, null)
                : (null, $"'--version' ended with {process.ExitCode} and told no version: {(await errors).Trim()}");
        }
        catch (Win32Exception fault)
        {
            return (null, fault.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, $"'--version' did not end within {Limit.TotalSeconds:0} s");
        }
    }

    [GeneratedRegex(@"^Freqtrade Version:\s+freqtrade (\S+)", RegexOptions.Multiline)]
    private static partial Regex Version();
}
