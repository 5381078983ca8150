using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Lifecycle;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>
/// Bounds what the rotated logs of a strategy take: beyond the size or the age allowed, the oldest go. Files that are
/// written to are never touched.
/// </summary>
internal sealed class LogRetention(
    FleetState state, InstanceFolders folders, IOptions<InstancesOptions> options, TimeProvider clock,
    ILogger<LogRetention> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.Loaded.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.LogSweepInterval, clock);
        do
        {
            foreach (var keeper in state.Keepers) Sweep(folders.Of(keeper.StrategyId));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal static int Sweep(InstanceFolder folder, long mostBytes, DateTime oldest)
    {
        using var view = OwnersView.Of(folder);
        var removed = 0;
        var bytes = 0L;
        foreach (var source in (LogSource[])[LogSource.Output, LogSource.Freqtrade])
        {
            var current = LogParts.PathOf(folder, source);
            foreach (var part in LogParts.Of(folder, source).Select(path => new FileInfo(path)))
            {
                // A link counts as itself, and so it is deleted: not what it leads to.
                bytes += part.LinkTarget is null ? part.Length : 0;
                if (part.FullName == current || (bytes <= mostBytes && part.LastWriteTimeUtc >= oldest)) continue;
                part.Delete();
                removed++;
            }
        }

        return removed;
    }

    private void Sweep(InstanceFolder folder)
    {
        try
        {
            var oldest = clock.GetUtcNow().UtcDateTime - options.Value.LogKeepTime;
            var removed = Sweep(folder, options.Value.LogKeepBytes, oldest);
            if (removed > 0) Log.OldLogsRemoved(logger, folder.StrategyId, removed);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.OldLogsNotRemoved(logger, folder.StrategyId, fault.Message);
        }
    }
}
