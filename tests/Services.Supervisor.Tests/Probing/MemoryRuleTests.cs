using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Probing;

namespace BtcWatcher.Services.Supervisor.Tests.Probing;

public sealed class MemoryRuleTests
{
    private const long Mebibyte = 1 << 20;

    [Theory]
    [InlineData(99, 100)]
    [InlineData(100, 100)]
    [InlineData(5000, null)]
    public void Judge_WithinItsLimitOrWithoutOne_IsAsBefore(int used, int? limit)
    {
        var probe = Probe(used);

        Assert.Same(probe, MemoryRule.Judge(probe, null, limit, () => throw new InvalidOperationException()));
    }

    [Fact]
    public void Judge_AboveOnce_IsARemarkAndTwiceAFault()
    {
        var once = MemoryRule.Judge(Probe(150), null, 100, () => 140 * Mebibyte);
        var twice = MemoryRule.Judge(Probe(150), once, 100, () => null);

        Assert.Null(once.Fault);
        Assert.Equal("it uses 140 MiB of memory, allowed are 100 MiB (limits.memory_mb)", once.Remark);
        Assert.Equal("memory_limit: it uses 150 MiB of memory, allowed are 100 MiB (limits.memory_mb)",
            twice.Fault?.Reason);
        Assert.Equal(FailureKind.Fault, twice.Fault?.Kind);
    }

    [Fact]
    public void Judge_AboveWithAPauseBetween_IsNoFault()
    {
        var once = MemoryRule.Judge(Probe(150), null, 100, () => null);
        var calm = MemoryRule.Judge(Probe(90), once, 100, () => null);

        Assert.Null(MemoryRule.Judge(Probe(150), calm, 100, () => null).Fault);
    }

    [Fact]
    public void Judge_OnlySharedPagesAreAbove_IsAsBefore() =>
        Assert.Equal(0, MemoryRule.Judge(Probe(150), null, 100, () => 60 * Mebibyte).LooksAboveLimit);

    private static InstanceProbe Probe(int mebibytes) => new()
    {
        Generation = 1, At = DateTimeOffset.UnixEpoch, Responding = true, AnsweredAt = DateTimeOffset.UnixEpoch,
        MemoryBytes = mebibytes * Mebibyte,
    };
}
