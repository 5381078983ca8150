namespace BtcWatcher.Bench.Gateway;

/// <summary>The others' latency while many wait for an instance that never answers.</summary>
internal static class HangPhase
{
    private const int Waiting = 64;

    /// <returns>p99 in seconds without and with the instance that hangs.</returns>
    public static async Task<(double Without, double With)> RunAsync(
        FakeInstallation installation, GatewayProcess gateway, TimeSpan length)
    {
        var without = await OthersAsync(installation, gateway, length);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{gateway.Port}") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", installation.Token);
        using var stop = new CancellationTokenSource();
        var hanging = Enumerable.Range(0, Waiting).Select(_ => WaitAsync(client, stop.Token)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(1));
        var with = await OthersAsync(installation, gateway, length);
        await stop.CancelAsync();
        await Task.WhenAll(hanging);
        return with.Failed + without.Failed == 0
            ? (without.P99, with.P99)
            : throw new InvalidOperationException("Calls of others failed.");
    }

    private static Task<Latency> OthersAsync(FakeInstallation installation, GatewayProcess gateway, TimeSpan length) =>
        PacedLoad.RunAsync(
            gateway.Port, 500, length, call => RoutePhases.PathOf(1 + (call % (BenchOptions.Routes - 1))),
            installation.Token);

    private static async Task WaitAsync(HttpClient client, CancellationToken stop)
    {
        try
        {
            using var answer = await client.GetAsync($"/api/strategy/{BenchOptions.Routes}/profit", stop);
        }
        catch (OperationCanceledException)
        {
            // It has hung for as long as was needed.
        }
    }
}
