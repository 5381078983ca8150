using System.Text;
using BtcWatcher.Simulator.Commands;
using BtcWatcher.Simulator.Configuration;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Tests.Configuration;

public sealed class ConfigReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulator-config").FullName;
    private readonly PythonLog _log = new(TextWriter.Null, 200, TimeProvider.System);

    [Fact]
    public void Read_SeveralFiles_LaterWinsDeeply()
    {
        var one = Write("one.json", """{ "a": {"x": 1, "y": 2}, /* note */ "l": [1,2,], }""");
        var two = Write("two.json", """{ "a": {"y": 3}, "l": [9] // end""" + "\n}");
        var config = ConfigReader.Read([one, two], null, _log);
        Assert.Equal("""{"a":{"x":1,"y":3},"l":[9]}""", PyJson.Text(config));
    }

    [Fact]
    public void Read_AddConfigFiles_ParentWins()
    {
        Write("inner.json", """{"a": 1, "b": 1}""");
        var outer = Write("outer.json", """{"add_config_files": ["inner.json"], "b": 2}""");
        var config = ConfigReader.Read([outer], null, _log);
        Assert.Equal((1L, 2L), (config["a"], config["b"]));
    }

    [Fact]
    public void Parse_DoubledComma_IsTheRecordedConfigurationError()
    {
        var error = Assert.Throws<BotException>(() => ConfigReader.Parse("""{"max_open_trades": 3,, }"""u8));
        Assert.Equal(1, error.ExitCode);
        Assert.StartsWith("Configuration error: Parse error at offset 22: Missing a name for object member.\n"
            + "Please verify the following segment of your configuration:\n{\"max_open_trades\": 3,, }\n",
                error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FREQTRADE__API_SERVER__LISTEN_PORT", "18122", """{"api_server":{"listen_port":18122}}""")]
    [InlineData("FREQTRADE__STAKE_AMOUNT", "12.5", """{"stake_amount":12.5}""")]
    [InlineData("FREQTRADE__DRY_RUN", "True", """{"dry_run":true}""")]
    [InlineData("FREQTRADE__API_SERVER__PASSWORD", "123", """{"api_server":{"password":"123"}}""")]
    [InlineData("FREQTRADE__EXCHANGE__PAIR_WHITELIST", """["A/B"]""", """{"exchange":{"pair_whitelist":["A/B"]}}""")]
    [InlineData("FREQTRADE__EXCHANGE__CCXT_CONFIG__httpsProxy", "http://p", """{"exchange":{"ccxt_config":{"httpsProxy":"http://p"}}}""")]
    [InlineData("FREQTRADE_VERSION", "1", "{}")]
    public void FromEnvironment_Variable_BecomesTypedKey(string name, string value, string expected) => Assert.Equal(
        expected, PyJson.Text(ConfigReader.FromEnvironment(new Dictionary<string, string> { [name] = value })));

    [Theory]
    [InlineData("trade --no-such-flag", "unrecognized arguments: --no-such-flag")]
    [InlineData("trade --config", "argument --config: expected one argument")]
    public void CommandLine_BadArguments_AreRefused(string line, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => CommandLine.Parse(line.Split(' '))).Message);

    [Fact]
    public void CommandLine_Trade_TakesAllForms()
    {
        var line = CommandLine.Parse("trade -c a --config b --config=c -s X --userdir=/u --db-url sqlite:// --dry-run".Split(' '));
        Assert.Equal(["a", "b", "c"], line.Configs);
        Assert.Equal(("X", "/u", "sqlite://", "true"),
            (line["strategy"], line["userdir"], line["db_url"], line["dry_run"]));
    }

    [Fact]
    public void StrategyFiles_Scan_FindsClassesAndNamesBrokenFiles()
    {
        Write("good.py", "import pandas\nfrom helper import X\nfrom freqtrade.strategy import IStrategy\n\n"
            + "class Helper:\n    pass\n\nclass Good(X, IStrategy):\n    stoploss = -0.2  # note\n    timeframe = '15m'\n"
            + "    def version(self) -> str:\n        return \"v7\"\n");
        Write("helper.py", "class X:\n    pass\n");
        Write("bad.py", "class Bad(IStrategy)\n    pass\n");
        Write("imp.py", "import nosuchmodule\nclass Imp(IStrategy):\n    pass\n");
        var (found, broken) = StrategyFiles.Scan(_folder, recursive: false);
        var good = Assert.Single(found);
        Assert.Equal(("Good", "v7", "-0.2", "15m"), (good.Name, StrategyFiles.Version(good.Code),
            StrategyFiles.Attribute(good.Code, "stoploss"), StrategyFiles.Attribute(good.Code, "timeframe")));
        Assert.Equal(["expected ':' (bad.py, line 1)", "No module named 'nosuchmodule'"], broken.Select(b => b.Reason));
    }

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }
}
