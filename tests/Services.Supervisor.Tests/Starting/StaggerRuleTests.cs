using System.ComponentModel.DataAnnotations;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Starting;
using BtcWatcher.Services.Supervisor.Tests.Harness;

namespace BtcWatcher.Services.Supervisor.Tests.Starting;

public sealed class StaggerRuleTests
{
    private static readonly StaggerRule Rule = StaggerRule.Of(new());

    [Theory]
    // Binance: (20 + pairs x timeframes x 2) of half of 6000 a minute.
    [InlineData("binance", 50, 1, 2.4)]
    [InlineData("binance", 50, 3, 6.4)]
    [InlineData("Binance", 3, 1, 0.52)]
    // Kraken lets one address ask once a second.
    [InlineData("kraken", 10, 1, 22)]
    [InlineData("never heard of", 9, 1, 2)]
    public void Distance_OfAStart_IsItsWeightOfTheBudgetsShare(
        string exchange, int pairs, int timeframes, double seconds) =>
        Assert.Equal(seconds, Rule.DistanceAfter(Load(exchange, pairs, timeframes)).TotalSeconds, 3);

    [Fact]
    public void Distance_OfAHugeStart_IsBounded() =>
        Assert.Equal(TimeSpan.FromMinutes(1), Rule.DistanceAfter(Load("kraken", 500)));

    [Fact]
    public void Rule_OfTheSimulator_NeitherKeepsApartNorWarns()
    {
        Assert.Equal(TimeSpan.Zero, StaggerRule.None.DistanceAfter(Load("kraken", 500)));
        Assert.Null(StaggerRule.None.Warning(Load("kraken", 1).Group, [.. Enumerable.Repeat(Load("kraken", 500), 20)]));
    }

    [Fact]
    public void Budget_OfTheInstallation_ComesFirst()
    {
        var options = new StartingOptions { BudgetPercent = 100, WeightPerMinute = { ["BINANCE"] = 1200 } };

        Assert.Equal(6, StaggerRule.Of(options).DistanceAfter(Load("binance", 50)).TotalSeconds, 3);
    }

    [Fact]
    public void Warning_FewInstances_IsNone() =>
        Assert.Null(Warning(Load("binance", 48), Load("binance", 48), Load("binance", 48), Load("binance", 48)));

    [Fact]
    public void Warning_OneInstanceTooMany_TellsWhatToDo() => Assert.Equal(
        "5 instances reach binance without a proxy, for 240 pairs. When a candle ends they ask for about 480 of the "
        + "6000 weight that it allows in a minute, and more than 4 instances at one address tend to be banned. Spread "
        + "them over proxies, or let them share fewer pairs.",
        Warning([.. Enumerable.Repeat(Load("binance", 48), 5)]));

    [Fact]
    public void Warning_MoreThanHalfOfTheBudget_IsGivenForFewInstancesToo() => Assert.Equal(
        "2 instances reach binance without a proxy, for 400 pairs. When a candle ends they ask for about 3200 of the "
        + "6000 weight that it allows in a minute. Spread them over proxies, or let them share fewer pairs.",
        Warning(Load("binance", 200, 4), Load("binance", 200, 4)));

    [Fact]
    public void Load_OfADefinition_CountsPairsTimeframesAndTheAddress()
    {
        var proxy = new OutboundProxy { Id = Guid.Parse("01234567-89ab-7def-8123-456789abcdef"), Url = "http://p:1" };
        var definition = TestConfigs.Definition(1) with
        {
            Proxy = proxy,
            PairWhitelist = ["BTC/USDT", "ETH/USDT"],
            Files = new Dictionary<string, string>
            {
                ["A.py"] = "@informative('1d')\n@informative( \"1w\", 'BTC/USDT')",
            },
        };

        var load = RequestLoad.Of(definition);

        Assert.Equal((2, 3), (load.Pairs, load.Timeframes));
        Assert.Equal("binance through proxy 01234567-89ab-7def-8123-456789abcdef", load.Group.ToString());
        Assert.Equal("binance without a proxy", RequestLoad.Of(definition with { Proxy = null }).Group.ToString());
    }

    [Theory]
    [InlineData(nameof(StartingOptions.MemoryReservePercent), 91)]
    [InlineData(nameof(StartingOptions.BudgetPercent), 101)]
    public void Options_OutOfRange_NameTheSetting(string name, int value)
    {
        var options = new StartingOptions();
        typeof(StartingOptions).GetProperty(name)!.SetValue(options, value);
        var problems = new List<ValidationResult>();

        Assert.False(Validator.TryValidateObject(options, new(options), problems, validateAllProperties: true));
        Assert.StartsWith($"Starting:{name} must be between", problems.Single().ErrorMessage, StringComparison.Ordinal);
    }

    private static string? Warning(params RequestLoad[] loads) => Rule.Warning(loads[0].Group, loads);

    private static RequestLoad Load(string exchange, int pairs, int timeframes = 1) =>
        new(new(exchange, RequestLoad.Direct), pairs, timeframes);
}
