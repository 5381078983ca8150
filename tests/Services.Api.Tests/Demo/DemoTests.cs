using System.Net;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Tests.Strategies;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Tests.Demo;

public sealed class DemoTests(Servers servers)
{
    private static readonly string[] Classes = ["MaCrossBtc", "RsiEth", "CustomSol", "BollingerAda", "MacdDot"];

    [Theory]
    [InlineData("true", "running")]
    [InlineData("false", "stopped")]
    public async Task FirstStart_OnAnEmptySchema_CreatesFiveStrategies(string simulated, string desired)
    {
        var folder = Folder(Classes);
        await using var api = await servers.StartAsync(
            new() { ["Strategies:Directory"] = folder.Strategies, ["Installation:Simulated"] = simulated },
            folder: folder);
        using var client = await api.AsAsync(Policies.Operator);

        var items = await ListAsync(client);

        Assert.Equal(
            [(1, "MA_Cross_BTC"), (2, "RSI_ETH"), (3, "Custom_SOL"), (4, "Bollinger_ADA"), (5, "MACD_DOT")],
            items.Select(item => (item.GetProperty("strategy_id").GetInt32(), item.Text("name"))));
        Assert.All(items, item => Assert.Equal(desired, item.Text("desired_state")));
        Assert.Equal("DOT/USDT", items[4].GetProperty("pair_whitelist")[0].GetString());
        Assert.Equal(-5, items[4].GetProperty("strength").GetProperty("min").GetDecimal());
        var first = await client.GetAsync("/api/v1/strategies/1").ExpectAsync(HttpStatusCode.OK);
        Assert.Equal(["macrossbtc.py", "signal_out.py"], first.GetProperty("files").EnumerateObject()
            .Select(file => file.Name));
    }

    [Fact]
    public async Task SecondStart_AfterTheyWereDeleted_DoesNotBringThemBack()
    {
        var database = await servers.OwnDatabaseAsync();
        var folder = Folder(Classes);
        var settings = new Dictionary<string, string?> { ["Strategies:Directory"] = folder.Strategies };
        await using (var api = await servers.StartAsync(settings, database))
        {
            using var client = await api.AsAsync(Policies.Operator);
            await client.DeleteAsync("/api/v1/strategies/3").ExpectAsync(HttpStatusCode.OK);
        }

        await using var again = await servers.StartAsync(settings, database);
        using var reader = await again.AsAsync(Policies.Viewer);
        Assert.Equal(4, (await ListAsync(reader)).Count);
        folder.Dispose();
    }

    [Fact]
    public async Task Start_WithoutTheCodeOfOne_FailsAndSaysWhich()
    {
        using var folder = Folder(Classes[..4]);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            servers.StartAsync(new() { ["Strategies:Directory"] = folder.Strategies }));
        Assert.Contains("MacdDot", fault.Message);
    }

    [Fact]
    public async Task Start_WithAFolderThatDoesNotExist_FailsAndNamesTheSetting()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            servers.StartAsync(new() { ["Strategies:Directory"] = "/nowhere/at/all" }));
        Assert.Contains("Strategies:Directory", fault.Message);
    }

    [Fact]
    public async Task Create_OfAShippedClassWithoutFiles_TakesItsCode()
    {
        var folder = Folder(Classes);
        await using var api = await servers.StartAsync(
            new() { ["Strategies:Directory"] = folder.Strategies }, folder: folder);
        using var client = await api.AsAsync(Policies.Operator);

        var id = await StrategyTests.CreateAsync(client, "mine", new { strategy_class = "RsiEth" });
        var files = new Dictionary<string, string>
        {
            ["own.py"] = "from signal_out import SignalOut\nclass Own(SignalOut): pass",
        };
        var own = await StrategyTests.CreateAsync(client, "own", new { strategy_class = "Own", files });

        Assert.Equal(["rsieth.py", "signal_out.py"], await FilesAsync(client, id));
        Assert.Equal(["own.py", "signal_out.py"], await FilesAsync(client, own));
    }

    private static async Task<string[]> FilesAsync(HttpClient client, int id)
    {
        var strategy = await client.GetAsync($"/api/v1/strategies/{id}").ExpectAsync(HttpStatusCode.OK);
        return [.. strategy.GetProperty("files").EnumerateObject().Select(file => file.Name)];
    }

    private static TestFolder Folder(IEnumerable<string> classes)
    {
        var folder = new TestFolder();
        foreach (var name in classes)
        {
            folder.Write("strategies", name.ToLowerInvariant() + ".py",
                $"from signal_out import SignalOut\nclass {name}(SignalOut):\n  pass\n");
        }

        folder.Write("strategies", "signal_out.py", "class SignalOut:\n  pass\n");
        return folder;
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient client)
    {
        var page = await client.GetAsync("/api/v1/strategies").ExpectAsync(HttpStatusCode.OK);
        return [.. page.GetProperty("items").EnumerateArray()];
    }
}
