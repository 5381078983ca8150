using System.Collections.Concurrent;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>What is being done to a version, or why it could not be done.</summary>
internal sealed record VersionActivity(string Version, string Name, string? Problem = null);

/// <summary>Installs and verifies in the background, one version at a time.</summary>
internal sealed class VersionWork(
    VersionInstall install, VersionVerification verification, ILogger<VersionWork> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, string> _problems = new();
    private readonly TaskCompletionSource<CancellationToken> _started = new();
    private readonly Lock _lock = new();
    private VersionActivity? _now;
    private Task _task = Task.CompletedTask;

    public VersionActivity? Now
    {
        get
        {
            lock (_lock) return _now;
        }
    }

    /// <summary>Why the last attempt to install this version failed.</summary>
    public IReadOnlyDictionary<string, string> Problems => _problems;

    /// <returns>False when something else is being done.</returns>
    public bool TryInstall(string version, IReadOnlyList<string> packages) => TryBegin(
        new(version, "installing"), async ct =>
        {
            await install.RunAsync(version, packages, ct);
            Begin(new(version, "verifying"));
            await verification.RunAsync(version, ct);
        });

    public bool TryVerify(string version) =>
        TryBegin(new(version, "verifying"), ct => verification.RunAsync(version, ct));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _started.SetResult(stoppingToken);
        await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task last;
        lock (_lock) last = _task;
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Begin(VersionActivity? activity)
    {
        lock (_lock) _now = activity;
    }

    private bool TryBegin(VersionActivity activity, Func<CancellationToken, Task> work)
    {
        lock (_lock)
        {
            if (_now is not null) return false;
            _now = activity;
            _problems.TryRemove(activity.Version, out _);
            _task = Task.Run(() => RunAsync(activity, work));
            return true;
        }
    }

    private async Task RunAsync(VersionActivity activity, Func<CancellationToken, Task> work)
    {
        var ct = await _started.Task;
        try
        {
            await work(ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            // The end of a piece of work: what it was is told where it was asked for.
            _problems[activity.Version] = fault.Message;
            Log.VersionWorkFailed(logger, fault is InstallException ? null : fault, activity.Version, fault.Message);
        }
        finally
        {
            Begin(null);
        }
    }
}
