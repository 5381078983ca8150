using System.Globalization;
using System.Text.Json;
using BtcWatcher.Bench.Ingest;

var quick = args.Contains("--quick");
var length = TimeSpan.FromSeconds(quick ? 3 : 15);
var rounds = 3;
await using var system = await IngestSystem.StartAsync();
using var load = new WebhookLoad(system);
await using var inserts = await SingleRowInserts.StartAsync(system.Database);

Console.WriteLine("Warming up.");
await load.RunAsync(TimeSpan.FromSeconds(3));
await inserts.RunAsync(TimeSpan.FromSeconds(1));
var ours = new List<LoadResult>();
var reference = new List<double>();
Console.WriteLine("| round | signals/s acknowledged | p50 ms | p99 ms | single-row inserts/s |");
Console.WriteLine("|---|---|---|---|---|");
for (var round = 1; round <= rounds; round++)
{
    ours.Add(await load.RunAsync(length));
    reference.Add(await inserts.RunAsync(length));
    var (rateNow, p50, p99) = ours[^1];
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {round} | {rateNow:0} | {p50 * 1000:0.0} | {p99 * 1000:0.0} | {reference[^1]:0} |"));
}

await system.CheckAsync(load.Acknowledged);
var rate = Median(ours.Select(result => result.PerSecond));
Console.WriteLine(JsonSerializer.Serialize(new
{
    name = "ingest",
    figures = new
    {
        signals_per_second = Math.Round(rate),
        ack_p50_seconds = Median(ours.Select(result => result.P50)),
        ack_p99_seconds = Median(ours.Select(result => result.P99)),
        acknowledged = load.Acknowledged,
    },
    reference = new { inserts_per_second = Math.Round(Median(reference)) },
    ratio = Math.Round(rate / Median(reference), 2),
}));
return 0;

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToList();
    return sorted[sorted.Count / 2];
}
