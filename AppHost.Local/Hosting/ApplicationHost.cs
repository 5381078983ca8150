using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>All resources together: cleans up, starts in the order of the waits, watches, stops in reverse.</summary>
internal sealed class ApplicationHost : IAsyncDisposable
{
    private readonly LocalOptions _options;
    private readonly HostReport _report;
    private readonly RunnerContext _context;
    private readonly IReadOnlyList<Workload> _workloads;
    private readonly Dictionary<string, ResourceRunner> _runners;
    private readonly CancellationTokenSource _stopping = new();
    private DataLock? _lock;
    private Reaper? _reaper;
    private Task _watching = Task.CompletedTask;
    private Task? _stopped;

    public ApplicationHost(IReadOnlyList<Workload> workloads, LocalOptions options, HostReport report)
    {
        _options = options;
        _report = report;
        _workloads = workloads;
        _context = new RunnerContext(options) { Changed = report.Changed, Say = report.Say };
        _runners = workloads.ToDictionary(w => w.Name, w => new ResourceRunner(w, _context));
    }

    public IReadOnlyList<ResourceStatus> Statuses => _workloads.Select(w => _runners[w.Name].Status).ToList();

    /// <summary>Ends at a stop; before it, only by a fault of the host itself.</summary>
    public Task Watching => _watching;

    /// <summary>Returns when every resource is healthy; when one fails, nothing is left running.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await TakeOverAsync();
        try
        {
            _report.Begin(() => Statuses);
            _workloads.ToList().ForEach(w => w.Check());
            PortCheck.EnsureFree(_workloads);
            await StartAllAsync(ct);
            _report.AllHealthy();
            _watching = Task.WhenAll(_runners.Values.Select(r => r.WatchAsync(_stopping.Token)));
        }
        catch (Exception e)
        {
            _report.Failed(e switch
            {
                HostException => e.Message,
                OperationCanceledException => "stopped before everything was healthy",
                _ => e.ToString(),
            });
            await StopAsync(CancellationToken.None);
            throw;
        }
    }

    /// <param name="hurry">Once set, nothing is waited for: every process group is killed.</param>
    public Task StopAsync(CancellationToken hurry) => _stopped ??= StopAllAsync(hurry);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _runners.Values.ToList().ForEach(r => r.Dispose());
        _stopping.Dispose();
    }

    private async Task TakeOverAsync()
    {
        Directory.CreateDirectory(_options.DataDirectory);
        _lock = DataLock.TryTake(_options.DataDirectory)
            ?? throw new HostException($"The data folder {_options.DataDirectory} is in use by a running system "
                + $"({HolderText()}). See it with ./run --status, end it with ./run --stop, "
                + "or start a second system with other --data and --port-base.");
        PrivateFiles.CreateFolder(_context.LogDirectory);
        await Leftovers.EndAsync(_options.DataDirectory, instances: false, _report.Say);
        if (_options.EndWithProcess)
        {
            _reaper = Reaper.Start(_options.DataDirectory);
            _context.Started = _reaper.Watch;
        }
    }

    private async Task StartAllAsync(CancellationToken ct)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var starts = _workloads.Select(StartOneAsync).ToList();
        await foreach (var start in Task.WhenEach(starts))
        {
            if (!start.IsCompletedSuccessfully)
            {
                await failed.CancelAsync();
                await Task.WhenAll(starts).ContinueWith(_ => { }, TaskScheduler.Default);
                await start; // The first that failed says why.
            }
        }

        Task StartOneAsync(Workload workload) => _runners[workload.Name].StartAsync(
            workload.WaitsFor.Select(name => _runners[name].Healthy), failed.Token);
    }

    private async Task StopAllAsync(CancellationToken hurry)
    {
        if (_lock is null)
        {
            return;
        }

        _report.Stopping();
        await _stopping.CancelAsync();
        await _watching.ContinueWith(_ => { }, TaskScheduler.Default); // Whoever runs the host sees its fault.
        var stops = new Dictionary<string, Task>();
        foreach (var workload in _workloads)
        {
            _ = StopOne(workload);
        }

        await Task.WhenAll(stops.Values);
        _report.Stopped();
        _reaper?.Dispose();
        _lock.Dispose();

        // A resource ends once all that wait for it have ended; the dashboard sees the services' last words.
        Task StopOne(Workload workload) => stops.TryGetValue(workload.Name, out var known)
            ? known
            : stops[workload.Name] = StopAfterAsync(workload, _workloads
                .Where(w => w.WaitsFor.Contains(workload.Name) || (workload.Kind == "dashboard" && w.Kind == "project"))
                .Select(StopOne)
                .ToList());

        async Task StopAfterAsync(Workload workload, List<Task> users)
        {
            await Task.WhenAll(users);
            await _runners[workload.Name].StopAsync(hurry);
        }
    }

    private string HolderText() => StateFile.Read(_options.DataDirectory) is { } state
        ? $"process {state.Host.Pid}, ports from {state.PortBase}"
        : "its state cannot be read";
}
