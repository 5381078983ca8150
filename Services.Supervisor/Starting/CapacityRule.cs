using BtcWatcher.Services.Supervisor.Lifecycle;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>Refuses what the machine cannot hold, and says what is missing and what to do.</summary>
internal static class CapacityRule
{
    private const double Mebibyte = 1 << 20;

    /// <summary>Why not one more instance may start; null when it may.</summary>
    public static Failure? Refusal(IEnumerable<ResourceRoom> rooms) =>
        rooms.FirstOrDefault(room => room.Fits < 1) is { } room
            ? new(FailureCause.Capacity, $"{Figures(room)}. {Remedy(room.Resource)}") : null;

    private static string Figures(ResourceRoom room) => room.Resource switch
    {
        Resource.Ports => $"no port is left ({room.Limit})",
        Resource.Memory => $"{Math.Max(room.Free, 0) / Mebibyte:0} MiB of memory may still be taken ({room.Limit}), "
            + $"one more instance needs about {room.Each / Mebibyte:0} MiB",
        Resource.Descriptors => $"{Math.Max(room.Free, 0)} file descriptors are left ({room.Limit}), "
            + $"one more instance needs about {room.Each}",
        _ => $"{Math.Max(room.Free, 0)} processes and threads are left ({room.Limit}), "
            + $"one more instance needs about {room.Each}",
    };

    private static string Remedy(Resource resource) => resource switch
    {
        Resource.Ports => "Stop or delete a strategy that is not needed",
        Resource.Memory => "Stop a strategy, give the machine more memory, or lower Starting:MemoryReservePercent",
        Resource.Descriptors => "Stop a strategy, or raise that limit (ulimit -n, LimitNOFILE, fs.file-max)",
        _ => "Stop a strategy, or raise that limit (pids.max, TasksMax, ulimit -u, kernel.pid_max)",
    };
}
