namespace BtcWatcher.Services.Monitoring.Sampling;

/// <summary>Waits for an interval that people may change meanwhile: a shorter one counts within a second.</summary>
internal static class Pace
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static async Task WaitAsync(Func<TimeSpan> interval, TimeProvider clock, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (interval() - clock.GetElapsedTime(began) is var rest && rest > TimeSpan.Zero)
        {
            await Task.Delay(rest < Look ? rest : Look, clock, ct);
        }
    }
}
