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
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.Loaded.WaitAsync(stoppingToken);
        using var watcher = Watch();
        using var timer = new PeriodicTimer(options.Value.SweepInterval, clock);
        do
        {
            foreach (var keeper in state.Keepers)
            {
                var instance = keeper.Instance;
                if (!instance.State.HasProcess() || instance.Process is not { } process) continue;
                if (!ProcFs.IsAlive(process)) keeper.Wake();
                else Limit(keeper);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
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
