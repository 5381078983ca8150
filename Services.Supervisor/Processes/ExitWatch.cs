using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Lifecycle;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>
/// Notices ended instances: at once by the exit file of the script that watches them, and within a sweep by the process
/// itself, should that script be killed or the event be lost.
/// </summary>
internal sealed class ExitWatch(
    FleetState state, InstanceFolders folders, IOptions<InstancesOptions> options, TimeProvider clock,
    ILogger<ExitWatch> logger)
    : BackgroundService
{
    // Outputs are looked at in turns, each once in so many sweeps.
    private const int OutputTurns = 5;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.Loaded.WaitAsync(stoppingToken);
        using var watcher = Watch();
        using var poll = new ProcessPoll();
        using var timer = new PeriodicTimer(options.Value.SweepInterval, clock);
        var sweep = 0;
        do
        {
            Sweep(poll, sweep++ % OutputTurns);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Sweep(ProcessPoll poll, int turn)
    {
        var watched = new Dictionary<int, (Keeper Keeper, ProcessIdentity Process)>();
        foreach (var keeper in state.Keepers)
        {
            var instance = keeper.Instance;
            if (!instance.State.HasProcess() || instance.Process is not { } process) continue;
            // Two rows with one number: the older process ended before, and its keeper sees that by itself.
            if (!watched.TryAdd(process.Pid, (keeper, process))) keeper.Wake();
        }

        var ended = poll.Ended([.. watched.Values.Select(one => one.Process)]);
        foreach (var (pid, (keeper, _)) in watched)
        {
            if (ended.Contains(pid)) keeper.Wake();
            else if (keeper.StrategyId % OutputTurns == turn) Limit(keeper);
        }
    }

    private void Limit(Keeper keeper)
    {
        try
        {
            OutputLimit.Apply(folders.Of(keeper.StrategyId), options.Value.OutputLimitBytes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.OutputNotCut(logger, keeper.StrategyId, fault.Message);
        }
    }

    private FileSystemWatcher? Watch()
    {
        try
        {
            var watcher = new FileSystemWatcher(folders.Exits) { NotifyFilter = NotifyFilters.FileName };
            watcher.Renamed += (_, file) => Wake(file.Name);
            watcher.Created += (_, file) => Wake(file.Name);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException fault)
        {
            // The user's inotify instances are used up: the sweep alone is a second later.
            Log.NoFileWatcher(logger, fault.Message);
            return null;
        }
    }

    private void Wake(string? fileName)
    {
        if (fileName is not null && InstanceMark.Parse(fileName, '.') is { } mark) state.Find(mark.StrategyId)?.Wake();
    }
}
