using BtcWatcher.Services.Supervisor.Folders;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>
/// Decides once after the start whether instances run as users of their own. Strategies are foreign code: as the
/// supervisor's own user they could read every secret of the installation (docs/adr/0011-a-user-for-each-instance.md).
/// </summary>
internal sealed class Isolation(
    IsolationProbe probe, InstanceFolders folders, IOptions<InstancesOptions> options, ILogger<Isolation> logger)
    : IHostedService, IHealthCheck, IDisposable
{
    private readonly TaskCompletionSource<string?> _obstacle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Number of the user and group that an instance runs as; null for the supervisor's own.</summary>
    public async Task<int?> UserOfAsync(int strategyId, CancellationToken ct) =>
        await _obstacle.Task.WaitAsync(ct) is null ? options.Value.UserIdBase + strategyId : null;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        folders.Create();
        var deciding = DecideAsync(_ending.Token);
        if (options.Value.Isolation != IsolationMode.Required) return;
        await deciding.WaitAsync(cancellationToken);
        if (await _obstacle.Task is { } obstacle)
        {
            throw new InvalidOperationException(
                $"Instances:Isolation is required, but instances cannot run as users of their own: {obstacle}.");
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await _ending.CancelAsync();

    public void Dispose() => _ending.Dispose();

    /// <summary>Healthy in either case: it is how the machine is set up, not something that broke.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HealthCheckResult.Healthy(!_obstacle.Task.IsCompletedSuccessfully ? "not decided yet"
            : _obstacle.Task.Result is { } obstacle ? $"instances run as the supervisor's own user: {obstacle}"
            : $"instances run as users {options.Value.UserIdBase} and up"));

    private async Task DecideAsync(CancellationToken ct)
    {
        try
        {
            var obstacle = options.Value.Isolation == IsolationMode.Off ? "Instances:Isolation is off"
                : await probe.FindObstacleAsync(ct);
            if (obstacle is null) Log.InstancesIsolated(logger, options.Value.UserIdBase);
            else Log.InstancesNotIsolated(logger, obstacle);
            _obstacle.SetResult(obstacle);
        }
        catch (OperationCanceledException)
        {
            _obstacle.SetCanceled(ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.InstancesNotIsolated(logger, fault.Message);
            _obstacle.SetResult(fault.Message);
        }
    }
}
