using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.FreqTradeConfig;

/// <summary>
/// The project's own rules judge as FreqTrade's published schema and its list of required settings do.
/// </summary>
public sealed class PublishedSchemaTests
{
    private static readonly string[] Required =
    [
        "exchange", "timeframe", "max_open_trades", "stake_currency", "stake_amount", "dry_run", "exit_pricing",
        "entry_pricing",
        "stoploss", "minimal_roi", "pairlists",
    ];

    private static readonly string[] FromStrategy = ["timeframe", "max_open_trades", "stoploss", "minimal_roi"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rules_OverACorpus_JudgeAsThePublishedSchema(bool strategyHasAll)
    {
        var schema = Schema();
        var corpus = new SchemaCorpus(schema);
        var strategyHas = strategyHasAll ? FromStrategy : [];
        var judged = new[] { corpus.Everything(), TestConfigs.Ours() }.SelectMany(SchemaCorpus.Mutations)
            .Select(one => (
            one.Path,
            Theirs: schema.Accepts(one.Config) && Required.Except(strategyHas).All(one.Config.ContainsKey),
            Ours: ConfigValidator.Schema(JsonSerializer.SerializeToElement(one.Config), strategyHas).Count == 0)).ToArray();

        Assert.Empty(judged.Where(one => one.Theirs != one.Ours)
            .Select(one => $"{one.Path}: published {one.Theirs}, own {one.Ours}"));
        Assert.True(judged.Count(one => one.Theirs) > 1000, $"only {judged.Count(one => one.Theirs)} good ones");
        Assert.True(judged.Count(one => !one.Theirs) > 4000, $"only {judged.Count(one => !one.Theirs)} bad ones");
    }

    [Fact]
    public void Rules_OnAViolation_TellItsPath()
    {
        var schema = Schema();
        foreach (var (path, config) in SchemaCorpus.Mutations(TestConfigs.Ours())
            .Where(one => !schema.Accepts(one.Config)))
        {
            var changed = path[..path.IndexOf(' ')];
            var found = ConfigValidator.Schema(JsonSerializer.SerializeToElement(config), FromStrategy);

            Assert.All(found, one => Assert.StartsWith(changed, one.Path, StringComparison.Ordinal));
            Assert.NotEmpty(found);
        }
    }

    private static Draft4Schema Schema()
    {
        var path = Repository.Shared("freqtrade", "config-schema.json");
        Assert.SkipWhen(path is null, Repository.SharedAbsent);
        return new Draft4Schema(JsonNode.Parse(File.ReadAllText(path!))!.AsObject());
    }
}
