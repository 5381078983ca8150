using BtcWatcher.Services.Supervisor.Readiness;

namespace BtcWatcher.Services.Supervisor.Tests.Readiness;

public sealed class LookPaceTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    [Fact]
    public void Next_AFew_AreLookedAtAsSet()
    {
        var pace = new LookPace(new StoppedClock());

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(Poll, pace.Next(Poll)));
    }

    [Fact]
    public void Next_AThousand_AreSpreadOverFiveSeconds()
    {
        var pace = new LookPace(new StoppedClock());

        var waits = Enumerable.Range(0, 1000).Select(_ => pace.Next(Poll)).ToArray();

        Assert.Equal(Poll, waits[0]);
        Assert.Equal(TimeSpan.FromMilliseconds(4995), waits[^1]);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
