namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>1, 2, 4, ... seconds up to half a minute; a run that lasted a while starts the count anew.</summary>
internal sealed record RestartDelay(TimeSpan First, TimeSpan Longest, TimeSpan Steady)
{
    public static readonly RestartDelay Default =
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));

    /// <param name="attempt">From 1: how many times in a row it ended early, this one included.</param>
    public TimeSpan Before(int attempt) =>
        TimeSpan.FromTicks(Math.Min(First.Ticks << Math.Min(attempt - 1, 20), Longest.Ticks));

    public int NextAttempt(int attempt, TimeSpan lasted) => lasted >= Steady ? 1 : attempt + 1;
}
