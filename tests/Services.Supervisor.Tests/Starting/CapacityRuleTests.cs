using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Starting;

namespace BtcWatcher.Services.Supervisor.Tests.Starting;

public sealed class CapacityRuleTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void Refusal_EverythingFitsOnce_IsNone() => Assert.Null(CapacityRule.Refusal(
    [
        new(Resource.Ports, 1, 1, ""), new(Resource.Memory, 250 * Mebibyte, 250 * Mebibyte, ""),
        new(Resource.Descriptors, 4, 4, ""), new(Resource.Tasks, 32, 32, ""),
    ]));

    [Theory]
    [InlineData(nameof(Resource.Ports), 0, 1, "999 from 8081 to 9079",
        "no port is left (999 from 8081 to 9079). Stop or delete a strategy that is not needed")]
    [InlineData(nameof(Resource.Memory), 180 * Mebibyte, 210 * Mebibyte, "MemAvailable less a reserve of 5 %",
        "180 MiB of memory may still be taken (MemAvailable less a reserve of 5 %), one more instance needs about "
        + "210 MiB. Stop a strategy, give the machine more memory, or lower Starting:MemoryReservePercent")]
    [InlineData(nameof(Resource.Memory), -7 * Mebibyte, 210 * Mebibyte, "MemAvailable",
        "0 MiB of memory may still be taken (MemAvailable), one more instance needs about 210 MiB. Stop a strategy, "
        + "give the machine more memory, or lower Starting:MemoryReservePercent")]
    [InlineData(nameof(Resource.Descriptors), 3, 4, "RLIMIT_NOFILE of the supervisor",
        "3 file descriptors are left (RLIMIT_NOFILE of the supervisor), one more instance needs about 4. Stop a "
        + "strategy, or raise that limit (ulimit -n, LimitNOFILE, fs.file-max)")]
    [InlineData(nameof(Resource.Tasks), 20, 34, "kernel.pid_max",
        "20 processes and threads are left (kernel.pid_max), one more instance needs about 34. Stop a strategy, or "
        + "raise that limit (pids.max, TasksMax, ulimit -u, kernel.pid_max)")]
    public void Refusal_OneResourceShort_SaysWhichHowMuchAndWhatToDo(
        string resource, long free, long each, string limit, string text)
    {
        var refusal = CapacityRule.Refusal(
        [
            new(Resource.Memory, Mebibyte, Mebibyte, ""), new(Enum.Parse<Resource>(resource), free, each, limit),
        ]);

        Assert.Equal(new Failure(FailureCause.Capacity, text), refusal);
        Assert.Equal("capacity", refusal!.Name);
        // Tried again for ever, and never counted as the strategy's own.
        Assert.Equal(FailureKind.Outside, refusal.Kind);
    }

    [Theory]
    [InlineData(7, 0, 0, 0, true)]
    [InlineData(8, 0, 0, 0, true)]
    [InlineData(8, 0, 7, 1, true)]
    [InlineData(8, 0, 8, 1, false)]
    [InlineData(8, 0, 1, 0, false)]
    [InlineData(8, 999, 998, 0, true)]
    [InlineData(8, 999, 999, 5, false)]
    public void Admission_ByCoresAndMemoryOrByTheNumberThatWasSet(
        int mostOfCores, int configured, int starting, long memoryFits, bool admitted)
    {
        var rule = AdmissionRule.Of(cores: (mostOfCores + 3) / 4, configured);

        Assert.Equal(admitted, rule.Admits(starting, memoryFits));
    }

    [Fact]
    public void Need_OfRunningOnes_IsTheirMedianAndTheScript()
    {
        var before = new InstanceNeed(250, 32, 0);

        Assert.Equal(before, InstanceNeed.Of([], before));
        Assert.Equal(new InstanceNeed(200, 14, 3), InstanceNeed.Of([(900, 40), (100, 12), (200, 11)], before));
    }

    [Fact]
    public void Machine_OfThisTest_TellsPlausibleFigures()
    {
        var own = ProcFs.OwnUsage(Environment.ProcessId)!.Value;
        var memory = Machine.Memory();

        Assert.InRange(own.MemoryBytes, Mebibyte, memory.Total);
        Assert.InRange(own.Threads, 2, 10_000);
        Assert.InRange(memory.Available, 1, memory.Total);
        Assert.Contains(Machine.Tasks(1), room => room.Limit == "kernel.pid_max" && room.Fits > 0);
        Assert.Contains(
            Machine.Descriptors(1, 1), room => room.Limit == "RLIMIT_NOFILE of the supervisor" && room.Fits > 0);
        Assert.Null(ProcFs.OwnUsage(int.MaxValue));
    }
}
