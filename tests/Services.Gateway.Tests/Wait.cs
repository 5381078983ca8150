namespace BtcWatcher.Services.Gateway.Tests;

/// <summary>Polls a condition, with a limit.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition()) await Task.Delay(10, limit.Token);
    }
}
