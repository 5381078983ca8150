namespace BtcWatcher.Testing;

/// <summary>Polls a condition that another process or loop will make true.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="TimeoutException">Not true within the limit (30 s unless told).</exception>
    public static Task TrueAsync(
        Func<bool> condition, TimeSpan? limit = null,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = "") =>
        TrueAsync(() => Task.FromResult(condition()), limit, what);

    /// <exception cref="TimeoutException">Not true within the limit (30 s unless told).</exception>
    public static async Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan? limit = null,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var end = DateTime.UtcNow + (limit ?? Limit);
        while (!await condition())
        {
            if (DateTime.UtcNow > end) throw new TimeoutException($"Not true within {limit ?? Limit}: {what}");
            await Task.Delay(Interval);
        }
    }
}
