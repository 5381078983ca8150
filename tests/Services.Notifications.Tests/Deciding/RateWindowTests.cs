using BtcWatcher.Services.Notifications.Deciding;
using FsCheck;
using FsCheck.Fluent;

namespace BtcWatcher.Services.Notifications.Tests.Deciding;

public sealed class RateWindowTests
{
    [Fact]
    public void Next_AnyArrivalsAndPatience_NeverMoreThanTheLimitInAnyMinute()
    {
        var arrivals = Gen.Choose(0, 40).Select(seconds => (double)seconds).NonEmptyListOf();
        var patience = Gen.Elements(0, 60, 3600);
        Prop.ForAll(
            Gen.Zip(Gen.Choose(1, 6), Gen.Zip(arrivals, patience.ListOf())).ToArbitrary(),
            sample => LargestMinute(sample.Item1, sample.Item2.Item1, sample.Item2.Item2) <= sample.Item1)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Next_LimitZero_IsNow()
    {
        var window = new RateWindow(0, Enumerable.Repeat(Make.Noon, 1000));

        Assert.Equal(Make.Noon, window.Next(Make.Noon));
    }

    private static int LargestMinute(int limit, IEnumerable<double> gaps, List<int> patience)
    {
        var window = new RateWindow(limit, []);
        var sent = new List<DateTimeOffset>();
        var now = Make.Noon;
        var index = 0;
        foreach (var gap in gaps)
        {
            now = now.AddSeconds(gap);
            var wait = patience.Count == 0 ? 0 : patience[index++ % patience.Count];
            var at = window.Next(now);
            if (at > now.AddSeconds(wait)) continue;
            window.Take(at);
            sent.Add(at);
        }

        return sent.Count == 0 ? 0 : sent.Max(start => sent.Count(at => at >= start && at < start + RateWindow.Length));
    }
}
