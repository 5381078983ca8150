using BtcWatcher.Services.Supervisor.Lifecycle;

namespace BtcWatcher.Services.Supervisor.Tests.Lifecycle;

public sealed class RestartPolicyTests
{
    private static readonly RestartPolicy Policy = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), 10);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(500, 60)]
    public void DelayAfter_MoreFailures_DoublesUpToTheLongest(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Policy.DelayAfter(failures, 0, FailureKind.Outside, 0.5));

    [Theory]
    [InlineData(3, 0, 3)]
    [InlineData(3, 1, 5)]
    [InlineData(1, 0, 1)]
    [InlineData(9, 1, 60)]
    public void DelayAfter_Jitter_StaysWithinAQuarterAndTheBounds(int failures, double jitter, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Policy.DelayAfter(failures, 0, FailureKind.Fault, jitter));

    [Theory]
    [InlineData(nameof(FailureKind.Fault), 9, true)]
    [InlineData(nameof(FailureKind.Fault), 10, false)]
    [InlineData(nameof(FailureKind.Lasting), 1, true)]
    [InlineData(nameof(FailureKind.Lasting), 2, false)]
    [InlineData(nameof(FailureKind.Permanent), 1, false)]
    [InlineData(nameof(FailureKind.Outside), 100_000, true)]
    public void DelayAfter_ManyFaults_EndsByTheirKind(string kind, int faults, bool again) =>
        Assert.Equal(again, Policy.DelayAfter(1, faults, Enum.Parse<FailureKind>(kind), 0) is not null);
}
