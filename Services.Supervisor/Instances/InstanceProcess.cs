using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Instances;

/// <summary>An instance's process as the machine sees it now; without a process only its state.</summary>
/// <param name="CpuPercent">Of one core, between the last two probes.</param>
/// <param name="CpuSeconds">Since its start.</param>
/// <param name="MemoryBytes">Resident.</param>
internal sealed record InstanceProcess(
    int StrategyId, InstanceState State, long Generation, int? Port, int? Pid, DateTimeOffset? StartedAt,
    double? UptimeSeconds, long? MemoryBytes, double? CpuPercent, double? CpuSeconds, int? Threads)
{
    public static InstanceProcess Of(Keeper keeper, DateTimeOffset now)
    {
        var instance = keeper.Instance;
        var seen = new InstanceProcess(
            keeper.StrategyId, instance.State, instance.Generation, instance.Port, null, null, null, null, null, null,
            null);
        if (instance.Process is not { } process || !ProcFs.IsAlive(process)) return seen;

        var usage = ProcFs.Usage(process.Pid);
        return seen with
        {
            Pid = process.Pid,
            StartedAt = instance.StartedAt,
            UptimeSeconds = instance.StartedAt is { } at ? Math.Round((now - at).TotalSeconds, 1) : null,
            MemoryBytes = usage?.MemoryBytes,
            CpuPercent = keeper.Probe?.CpuPercent,
            CpuSeconds = usage?.Cpu.TotalSeconds,
            Threads = CountThreads(process.Pid),
        };
    }

    private static int? CountThreads(int pid)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{pid}/task").Length;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
