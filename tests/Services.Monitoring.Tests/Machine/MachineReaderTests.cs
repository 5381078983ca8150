using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Monitoring.Machine;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Monitoring.Tests.Machine;

public sealed class MachineReaderTests
{
    [Fact]
    public void Cpu_FirstLine_CountsEverythingButIdleAndWaiting() =>
        Assert.Equal((260, 1000), MachineReader.Cpu("cpu  100 20 100 700 40 10 20 10 5 5\ncpu0 1 1 1 1 1 1 1 1 0 0\n"));

    [Fact]
    public void Memory_Used_IsWhatIsNotAvailable() =>
        Assert.Equal(
            (1024L * 1000, 1024L * 400),
            MachineReader.Memory("MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     600 kB\n"));

    [Theory]
    [InlineData(50, 100, 50)]
    [InlineData(0, 100, 0)]
    [InlineData(0, 0, 0)]
    public void CpuPercent_BetweenTwoMoments_IsTheBusyShare(long busy, long ticks, double expected)
    {
        var before = new MachineState(1000, 5000, 1, 1, 1, 1, 0);

        Assert.Equal(expected, (before with { Busy = 1000 + busy, Ticks = 5000 + ticks }).CpuPercentSince(before));
    }

    [Fact]
    public void Read_ThisMachine_IsPlausible()
    {
        var state = new MachineReader(Options.Create(new InstallationOptions())).Read();

        Assert.InRange(state.MemoryUsed, 1, state.MemoryTotal);
        Assert.InRange(state.DiskUsed, 1, state.DiskTotal);
        Assert.InRange(state.Busy, 1, state.Ticks);
    }
}
