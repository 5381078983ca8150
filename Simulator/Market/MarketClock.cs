namespace BtcWatcher.Simulator.Market;

/// <summary>
/// Dates the replayed candles. Candle number n opens at n x step on the wall clock, so the newest closed candle always
/// ends "now", times only grow, are the same in every process and after every restart, and never run ahead of the
/// clock.
/// </summary>
internal sealed record MarketClock(TimeSpan Step)
{
    private long StepMs => (long)Step.TotalMilliseconds;

    /// <summary>Number of the newest candle that is closed at this moment.</summary>
    public long NewestClosed(DateTimeOffset now) => (now.ToUnixTimeMilliseconds() / StepMs) - 1;

    public long OpenMs(long candle) => candle * StepMs;

    /// <summary>When the given candle closes.</summary>
    public DateTimeOffset Closes(long candle) => DateTimeOffset.FromUnixTimeMilliseconds((candle + 1) * StepMs);
}
