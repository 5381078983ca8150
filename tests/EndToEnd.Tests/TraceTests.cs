using System.Text.Json;
using BtcWatcher.Testing;

namespace BtcWatcher.EndToEnd.Tests;

/// <summary>One trace follows a signal from its webhook to its delivery, across services and the broker.</summary>
[Trait("Category", "Slow")]
public sealed class TraceTests(SharedSystem shared)
{
    private static readonly (string Service, string Span)[] Path =
    [
        ("signals", "POST /api/v1/signals/webhook/{strategyId:int}"), ("signals", "record signals"),
        ("signals", "relay SignalsRecorded"), ("signals", "BtcWatcher.Contracts:SignalsRecorded send"),
        ("notifications", "notifications receive"), ("notifications", "decide notifications"),
        ("notifications", "deliver notification"),
    ];

    [Fact]
    public async Task Signal_FromWebhookToDelivery_IsOneTrace()
    {
        var system = await shared.GetAsync();
        using var dashboard = new HttpClient();
        var address = await DashboardAsync(system);
        var traces = new Dictionary<string, HashSet<(string, string)>>();

        await Eventually.TrueAsync(
            async () =>
            {
                traces = Spans(JsonDocument.Parse(await dashboard.GetStringAsync(address + "/api/telemetry/traces")).RootElement);
                return traces.Values.Any(Path.ToHashSet().IsSubsetOf);
            },
            TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Traces_OfTheWholeSystem_CarryNoWebhookSecret()
    {
        var system = await shared.GetAsync();
        using var dashboard = new HttpClient();
        var address = await DashboardAsync(system);
        var secret = await system.WebhookSecretAsync();
        var traces = "";

        // Only once a signal has come has the secret been in an address.
        await Eventually.TrueAsync(
            async () => (traces = await dashboard.GetStringAsync(address + "/api/telemetry/traces"))
                .Contains(Path[0].Span, StringComparison.Ordinal),
            TimeSpan.FromSeconds(90));

        Assert.DoesNotContain(secret, traces);
    }

    private static async Task<string> DashboardAsync(RunningSystem system) =>
        (await system.StatusAsync()).GetProperty("resources").EnumerateArray()
        .Single(resource => resource.GetProperty("name").GetString() == "dashboard").GetProperty("urls")[0].GetString()!;

    private static Dictionary<string, HashSet<(string, string)>> Spans(JsonElement answer)
    {
        var traces = new Dictionary<string, HashSet<(string, string)>>();
        foreach (var resource in answer.GetProperty("data").GetProperty("resourceSpans").EnumerateArray())
        {
            var service = resource.GetProperty("resource").GetProperty("attributes").EnumerateArray()
                .First(a => a.GetProperty("key").GetString() == "service.name").GetProperty("value").GetProperty("stringValue").GetString()!;
            foreach (var scope in resource.GetProperty("scopeSpans").EnumerateArray())
            {
                foreach (var span in scope.GetProperty("spans").EnumerateArray())
                {
                    var id = span.GetProperty("traceId").GetString()!;
                    if (!traces.TryGetValue(id, out var names)) traces[id] = names = [];
                    names.Add((service, span.GetProperty("name").GetString()!));
                }
            }
        }

        return traces;
    }
}
