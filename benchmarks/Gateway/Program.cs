using System.Globalization;
using System.Text.Json;
using BtcWatcher.Bench.Gateway;
using BtcWatcher.Testing;

var options = BenchOptions.From(args);
await using var servers = await TestServers.StartAsync();
var rabbitMq = await servers.CreateVirtualHostAsync();
await using var installation = await FakeInstallation.StartAsync(rabbitMq);
var ports = Ports.Free(BenchOptions.Routes);
await using var upstream = await Nginx.UpstreamAsync(ports);
await using var slow = await SlowInstance.StartAsync();
var proxyPort = FreePorts.Next();
await using var proxy = await Nginx.ProxyAsync(proxyPort, ports);

// A change with few routes, and the same with all of them.
for (var id = 1; id <= 9; id++) installation.Set(id, ports[id - 1], generation: 1);
await using var gateway = await GatewayProcess.StartAsync(installation, rabbitMq);
await Wrk.WarmUpAsync(gateway.Port, installation.Token);
var few = await RoutePhases.NewRouteAsync(installation, gateway, ports[4], times: 50);
var memoryBefore = gateway.Memory;
for (var id = 1; id < BenchOptions.Routes; id++) installation.Set(id, ports[id - 1], generation: 1);
installation.Set(BenchOptions.Routes, slow.Port, generation: 1);
await installation.TellAllAsync();
var many = await RoutePhases.NewRouteAsync(installation, gateway, ports[4], times: 50);
var memoryOfRoutes = gateway.Memory - memoryBefore;
Print("new route serves, 9 routes", $"{few.P50 * 1000:0.0} ms, longest {few.Longest * 1000:0.0} ms");
Print("new route serves, 999 routes", $"{many.P50 * 1000:0.0} ms, longest {many.Longest * 1000:0.0} ms");

// The instance that hangs is the last; wrk asks the others.
var ours = new List<double>();
var reference = new List<double>();
for (var round = 0; round <= options.Rounds; round++)
{
    var length = round == 0 ? TimeSpan.FromSeconds(3) : options.Round;
    var (theirs, our) = (await Wrk.RunAsync(proxyPort, installation.Token, length),
        await Wrk.RunAsync(gateway.Port, installation.Token, length));
    if (round == 0) continue; // Warming up.
    reference.Add(theirs);
    ours.Add(our);
    Print($"round {round}", $"gateway {our:0}/s, nginx {theirs:0}/s");
}

string PathOf(int call) => RoutePhases.PathOf(1 + (call % (BenchOptions.Routes - 1)));
string Direct(int call) => "/api/v1/version";
var direct = await PacedLoad.RunAsync(ports[0], 1000, options.Paced, Direct, installation.Token);
var through = await PacedLoad.RunAsync(gateway.Port, 1000, options.Paced, PathOf, installation.Token);
var nginx = await PacedLoad.RunAsync(proxyPort, 1000, options.Paced, PathOf, installation.Token);
Print("direct, 1,000/s", $"p50 {direct.P50 * 1e3:0.00} ms, p99 {direct.P99 * 1e3:0.00} ms");
Print("gateway", $"p50 {through.P50 * 1e3:0.00} ms, p99 {through.P99 * 1e3:0.00} ms, {through.Failed} failed");
Print("nginx", $"p50 {nginx.P50 * 1e3:0.00} ms, p99 {nginx.P99 * 1e3:0.00} ms");

var (without, with) = await HangPhase.RunAsync(installation, gateway, options.Paced);
Print("others' p99 while one hangs", $"{with * 1e3:0.00} ms, else {without * 1e3:0.00} ms");
var memoryOfChanges = gateway.Memory;
var (each, failed, calls, broken) = await RoutePhases.UnderLoadAsync(installation, gateway, ports, options.Changes);
memoryOfChanges = gateway.Memory - memoryOfChanges;
Print($"{options.Changes} changes under load",
    $"{each * 1e3:0.00} ms each, {failed} of {calls} calls failed, {broken} websockets broke");
if (failed + broken + through.Failed > 0) throw new InvalidOperationException("Calls or websockets failed.");

var ratio = Median(ours) / Median(reference);
Console.WriteLine(JsonSerializer.Serialize(new
{
    name = "gateway",
    figures = new
    {
        requests_per_second = Math.Round(Median(ours)),
        added_p50_seconds = Math.Round(through.P50 - direct.P50, 6),
        added_p99_seconds = Math.Round(through.P99 - direct.P99, 6),
        new_route_seconds = Math.Round(many.P50, 4),
        new_route_longest_seconds = Math.Round(many.Longest, 4),
        new_route_of_nine_seconds = Math.Round(few.P50, 4),
        change_seconds = Math.Round(each, 5),
        routes_bytes = memoryOfRoutes,
        changes_grown_bytes = memoryOfChanges,
        hanging_added_p99_seconds = Math.Round(with - without, 6),
        failed_calls = failed,
        broken_websockets = broken,
    },
    reference = new
    {
        requests_per_second = Math.Round(Median(reference)),
        added_p50_seconds = Math.Round(nginx.P50 - direct.P50, 6),
        added_p99_seconds = Math.Round(nginx.P99 - direct.P99, 6),
    },
    ratio = Math.Round(ratio, 3),
}));
return 0;

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToList();
    return sorted[sorted.Count / 2];
}

static void Print(string what, string value) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-30} {value}"));
