using BtcWatcher.Simulator.Logging;

namespace BtcWatcher.Simulator.Tests.Logging;

public sealed class PythonLogTests
{
    [Fact]
    public void Wrap_LongLine_BreaksAtSpacesAndKeepsThem() =>
        Assert.Equal("aaa bbb \nccc ddd", PythonLog.Wrap("aaa bbb ccc ddd", 8));

    [Fact]
    public void Wrap_WordLongerThanALine_IsCut() =>
        Assert.Equal("ab \n12345\n678 x", PythonLog.Wrap("ab 12345678 x", 5));

    [Fact]
    public void Wrap_ShortLines_AreUnchanged() =>
        Assert.Equal("one\ntwo\n\nthree", PythonLog.Wrap("one\ntwo\n\nthree", 20));

    [Fact]
    public void Latest_MoreThanAThousandRecords_DropsTheOlderHalf()
    {
        using var log = new PythonLog(TextWriter.Null, 200, TimeProvider.System);
        for (var i = 0; i < 1001; i++)
        {
            log.Info("x", $"{i}");
        }

        Assert.Equal(501, log.Latest(null).Count);
        Assert.Equal(["999", "1000"], log.Latest(2).Select(r => r.Message));
        Assert.Equal(501, log.Latest(0).Count); // FreqTrade takes 0 for no limit.
    }
}
