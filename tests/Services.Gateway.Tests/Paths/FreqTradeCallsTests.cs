using System.Text.Json;
using BtcWatcher.Services.Gateway.Paths;

namespace BtcWatcher.Services.Gateway.Tests.Paths;

public sealed class FreqTradeCallsTests
{
    // Only while a bot runs as web server for backtests, never with a trading one.
    private static readonly string[] NotPassedOn =
        ["backtest", "background", "download_data", "pairlists/evaluate"];

    [Fact]
    public void Table_HasEveryCallOnce() =>
        Assert.Equal(
            FreqTradeCalls.All.Count, FreqTradeCalls.All.DistinctBy(call => (call.Method, call.Template)).Count());

    [Fact]
    public void Table_GivesViewersNothingThatChanges() => Assert.All(
        FreqTradeCalls.All.Where(call => call.Right <= Right.Read && call.Method != "GET" && !call.IsLogin),
        call => Assert.Equal("pair_candles", call.Template));

    [Fact]
    public void Table_HasWhatFreqTradesOwnDescriptionLists()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Recorded.File("api/openapi.json")));
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            var template = path.Name["/api/v1/".Length..];
            if (NotPassedOn.Any(prefix => template.StartsWith(prefix, StringComparison.Ordinal))) continue;
            string[] segments = [.. template.Split('/').Select(part => part.StartsWith('{') ? "17" : part)];
            foreach (var method in path.Value.EnumerateObject().Select(operation => operation.Name.ToUpperInvariant()))
            {
                if (template == "pair_history" && method == "POST") continue;
                Assert.True(FreqTradeCalls.Match(method, segments).Call is not null, $"{method} {template}");
            }
        }
    }

    [Fact]
    public void Table_HasWhatFreqUiAsks()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Recorded.File("frequi-requests.json")));
        foreach (var request in document.RootElement.GetProperty("requests_2_0_7").EnumerateArray())
        {
            var method = request.GetProperty("method").GetString()!;
            var target = request.GetProperty("path").GetString()!
                .Replace("{id}", "1", StringComparison.Ordinal).Replace("{trade_id}", "17", StringComparison.Ordinal);
            if (method == "OPTIONS") continue;
            var path = RequestPath.Parse(target, out _)!;
            Assert.True(FreqTradeCalls.Match(method, path.Segments).Call is not null, $"{method} {target}");
        }
    }
}
