using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BtcWatcher.Bench.Ingest;

/// <summary>Acknowledged signals a second, and seconds until the acknowledgement.</summary>
internal sealed record LoadResult(double PerSecond, double P50, double P99);

/// <summary>Posts candle signals, each a new event, over kept connections.</summary>
internal sealed class WebhookLoad(IngestSystem system) : IDisposable
{
    private const int Clients = 96;
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = Clients })
    {
        BaseAddress = system.Address,
    };
    private long _next;

    /// <summary>Of all runs so far.</summary>
    public long Acknowledged { get; private set; }

    public async Task<LoadResult> RunAsync(TimeSpan length)
    {
        var watch = Stopwatch.StartNew();
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => PostAsync(watch, length)));
        var each = await Task.WhenAll(clients);
        var elapsed = watch.Elapsed.TotalSeconds;
        var latencies = each.SelectMany(list => list).Order().ToList();
        Acknowledged += latencies.Count;
        return new LoadResult(
            latencies.Count / elapsed, latencies[latencies.Count / 2], latencies[latencies.Count * 99 / 100]);
    }

    public void Dispose() => _client.Dispose();

    private async Task<List<double>> PostAsync(Stopwatch watch, TimeSpan length)
    {
        var latencies = new List<double>();
        while (watch.Elapsed < length)
        {
            var body = Body(Interlocked.Increment(ref _next));
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            var began = Stopwatch.GetTimestamp();
            using var answer = await _client.PostAsync(system.WebhookPath, content);
            latencies.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            answer.EnsureSuccessStatusCode();
        }

        return latencies;
    }

    // 250 pairs a candle, as a large installation would send them, back in time from now.
    private static string Body(long number)
    {
        var length = TimeSpan.FromMinutes(5).Ticks;
        var candle = new DateTime(DateTime.UtcNow.Ticks / length * length).AddMinutes(-5 * (2 + (number / 250 % 8000)));
        var payload = string.Create(CultureInfo.InvariantCulture, $$"""
            {"v":1,"kind":"signal","strategy":"Bench","pair":"P{{number}}/USDT","timeframe":"5m",
            "candle":"{{candle:yyyy-MM-ddTHH:mm:ss}}+00:00","close":4320.1,"sides":["enter_long"],"tag":"rsi_dip",
            "strength":{{number % 101}},"indicators":{"rsi":28.4,"ema":4310.25,"volume":812.3} }
            """);
        var message = new Dictionary<string, string> { ["event"] = "strategy_msg", ["payload"] = payload };
        return JsonSerializer.Serialize(message);
    }
}
