using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>One resource's life: waits, starts, becomes healthy, is watched, is started again, ends.</summary>
internal sealed class ResourceRunner(Workload workload, RunnerContext context) : IDisposable
{
    private static readonly TimeSpan StartProbeInterval = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RotatingLog _log = new(Path.Combine(context.LogDirectory, workload.Name + ".log"));
    private readonly ExitWatch _watch = new(workload, context);
    private ChildProcess? _child;
    private ResourceStatus _status = new(workload.Name, workload.Kind, ResourceState.Waiting, "unknown", null,
        workload.Urls, Path.Combine(context.LogDirectory, workload.Name + ".log"), 0, null);

    public string Name => workload.Name;

    public ResourceStatus Status => Volatile.Read(ref _status);

    /// <summary>Completes at the first healthy answer.</summary>
    public Task Healthy => _healthy.Task;

    /// <summary>Waits for the dependencies, and brings the resource up once.</summary>
    /// <exception cref="HostException">It ended, or did not become healthy in time; with its last log
    /// lines.</exception>
    public async Task StartAsync(IEnumerable<Task> dependencies, CancellationToken ct)
    {
        await Task.WhenAll(dependencies).WaitAsync(ct);
        try
        {
            await BringUpAsync(ct);
            _healthy.TrySetResult();
        }
        catch (HostException e)
        {
            Set(s => s with { State = ResourceState.Failed, Health = "unhealthy", Reason = e.Message });
            throw;
        }
    }

    /// <summary>Probes it, and starts it again whenever it ends, until asked to stop.</summary>
    public async Task WatchAsync(CancellationToken stop)
    {
        var attempt = 0;
        while (!stop.IsCancellationRequested)
        {
            var started = context.Clock.GetTimestamp();
            var why = await _watch.UntilExitAsync(_child!, Seen, stop);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            attempt = context.Delay.NextAttempt(attempt, context.Clock.GetElapsedTime(started));
            await RestartAsync(why, attempt, stop);
        }
    }

    public async Task StopAsync(CancellationToken hurry)
    {
        if (_child is { } child)
        {
            Set(s => s with { State = ResourceState.Stopping });
            await child.StopAsync(hurry);
            child.Dispose();
        }

        Set(s => s with { State = s.State == ResourceState.Failed ? s.State : ResourceState.Stopped, Process = null });
    }

    public void Dispose() => _log.Dispose();

    private async Task BringUpAsync(CancellationToken ct)
    {
        Set(s => s with { State = ResourceState.Starting, Health = "unknown" });
        PortCheck.EnsureFree(workload);
        await PrepareAsync(ct);
        _child?.Dispose();
        _child = ChildProcess.Start(context.Mark(workload.Plan(), workload.Name), _log);
        context.Started(_child.Identity);
        Set(s => s with { Process = new ProcessIdentityRecord(_child.Identity.Pid, _child.Identity.StartTicks) });
        await BecomeHealthyAsync(_child, ct);
        await workload.CompleteAsync(ct);
        Set(s => s with { State = ResourceState.Running, Health = "healthy", Reason = null });
    }

    private async Task BecomeHealthyAsync(ChildProcess child, CancellationToken ct)
    {
        var started = context.Clock.GetTimestamp();
        while (await workload.ProbeAsync(ct) is { } problem)
        {
            if (child.Exited.IsCompleted)
            {
                throw Failure($"ended with code {await child.Exited} before it was ready");
            }

            if (context.Clock.GetElapsedTime(started) > context.StartTimeout)
            {
                throw Failure($"was not ready within {context.StartTimeout.TotalSeconds:0} s: {problem}");
            }

            await Task.WhenAny(child.Exited, Task.Delay(StartProbeInterval, ct));
            ct.ThrowIfCancellationRequested();
        }

        if (child.Exited.IsCompleted)
        {
            // The healthy answer came from somebody else.
            throw Failure($"ended with code {await child.Exited}, and another program answers in its place");
        }
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        try
        {
            await workload.PrepareAsync(ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException($"{Name} could not be prepared: {e.Message}", e);
        }
    }

    private async Task RestartAsync(string reason, int attempt, CancellationToken stop)
    {
        var delay = context.Delay.Before(attempt);
        _child!.KillGroup();
        Set(s => s with
        {
            State = ResourceState.Restarting,
            Health = "unhealthy",
            Process = null,
            Restarts = s.Restarts + 1,
            Reason = reason,
        });
        context.Say($"{Name} {reason}; starting it again in {delay.TotalSeconds:0} s. Its log: {_log.Path}");
        try
        {
            await Task.Delay(delay, context.Clock, stop);
            await BringUpAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
        catch (HostException e)
        {
            Set(s => s with { State = ResourceState.Restarting, Health = "unhealthy", Reason = e.Message });
            await (_child?.StopAsync(stop) ?? Task.CompletedTask);
        }
    }

    private void Seen(string? problem) =>
        Set(s => s with { Health = problem is null ? "healthy" : "unhealthy", Reason = problem });

    private HostException Failure(string what)
    {
        var lines = string.Concat(RotatingLog.Tail(_log.Path, 15).Select(line => $"\n    | {line}"));
        return new HostException($"{Name} {what}. The last lines of {_log.Path}:{lines}");
    }

    private void Set(Func<ResourceStatus, ResourceStatus> change)
    {
        var before = Status;
        var after = change(before);
        Volatile.Write(ref _status, after);
        if (after != before)
        {
            context.Changed(before, after);
        }
    }
}
