using System.Globalization;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Ports;
using BtcWatcher.Services.Supervisor.Processes;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>What this machine still holds, read at most once a second.</summary>
internal sealed class MachineRoom(
    FleetState state, PortPool ports, IOptions<StartingOptions> options, IOptions<InstallationOptions> installation,
    TimeProvider clock)
{
    /// <param name="Rooms">What is left now.</param>
    /// <param name="Growth">Memory that those which are starting have yet to take.</param>
    /// <param name="Need">Of one more instance.</param>
    internal sealed record Reading(IReadOnlyList<ResourceRoom> Rooms, long Growth, InstanceNeed Need, long At);

    private const long RealInstance = 250 << 20;
    private const long SimulatedInstance = 32 << 20;
    private const int DefaultTasks = 32;

    // Of hundreds, so many tell enough.
    private const int Sample = 50;

    // Its connection for probes, and files that are open for a moment; and what FreqTrade keeps open itself.
    private const int OwnDescriptors = 4;
    private const int InstanceDescriptors = 128;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private Reading? _last;

    public Reading Read()
    {
        lock (_lock)
        {
            if (_last is null || clock.GetElapsedTime(_last.At) > Fresh) _last = ReadNow();
            return _last with { Rooms = [PortRoom(), .. _last.Rooms] };
        }
    }

    private ResourceRoom PortRoom() => new(Resource.Ports, ports.Available, 1, string.Create(
        CultureInfo.InvariantCulture, $"{ports.First} to {ports.Canary - 1}, all leased or in use"));

    private Reading ReadNow()
    {
        var need = InstanceNeed.Of([.. Running().Select(ProcFs.OwnUsage).OfType<(long, int)>()], Default());
        var memory = Machine.Memory();
        var reserve = memory.Total / 100 * options.Value.MemoryReservePercent;
        var rooms = new List<ResourceRoom>
        {
            new(Resource.Memory, memory.Available - reserve, need.MemoryBytes,
                $"{memory.Limit} less a reserve of {options.Value.MemoryReservePercent} %"),
        };
        rooms.AddRange(Machine.Descriptors(OwnDescriptors, InstanceDescriptors));
        rooms.AddRange(Machine.Tasks(need.Tasks));
        return new(rooms, Growth(need), need, clock.GetTimestamp());
    }

    private IEnumerable<int> Running()
    {
        var running = state.Keepers.Where(keeper => keeper.Instance.State.IsReachable())
            .Select(keeper => keeper.Instance.Pid).OfType<int>().ToArray();
        return Sampled(running).Members;
    }

    private long Growth(InstanceNeed need)
    {
        var starting = state.Keepers.Select(keeper => keeper.Instance)
            .Where(instance => instance.State == Contracts.InstanceState.Starting).ToArray();
        var (members, each) = Sampled(starting);
        return each * members.Sum(instance => instance.Pid is { } pid && ProcFs.OwnUsage(pid) is { } usage
            ? Math.Max(0, need.MemoryBytes - usage.MemoryBytes) : need.MemoryBytes);
    }

    // And for how many each of them stands.
    private static (IEnumerable<T> Members, int Each) Sampled<T>(T[] all)
    {
        var each = Math.Max(1, all.Length / Sample);
        return (all.Where((_, index) => index % each == 0), each);
    }

    private InstanceNeed Default() => new(
        options.Value.InstanceMemoryBytes > 0 ? options.Value.InstanceMemoryBytes
            : installation.Value.Simulated ? SimulatedInstance : RealInstance,
        DefaultTasks, 0);
}
