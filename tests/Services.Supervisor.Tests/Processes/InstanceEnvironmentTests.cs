using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Tests.Processes;

public sealed class InstanceEnvironmentTests
{
    [Fact]
    public void Fill_ARealInstallation_HasOnlyWhatTheListAllows()
    {
        var environment = new Dictionary<string, string?>
        {
            ["Installation__Key"] = "secret", ["FREQTRADE__API_SERVER__LISTEN_PORT"] = "1", ["HTTPS_PROXY"] = "x",
        };

        InstanceEnvironment.Fill(
            environment, new InstanceMark(17, 3), new InstanceFolder("/d/instances", 17), new() { Data = "/d" });

        environment.Remove("DOTNET_ROOT");
        Assert.Equal(
            ["BTCWATCHER_DATA", "BTCWATCHER_INSTANCE", "COLUMNS", "HOME", "LANG", "PATH", "TMPDIR", "TZ"],
            environment.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("17:3", environment["BTCWATCHER_INSTANCE"]);
        Assert.Equal("/d/instances/17", environment["HOME"]);
        Assert.Equal("/d/instances/17/tmp", environment["TMPDIR"]);
        Assert.Equal("UTC", environment["TZ"]);
        Assert.Equal("4000", environment["COLUMNS"]);
    }

    [Fact]
    public void Fill_ASimulatedInstallation_FindsTheRuntime()
    {
        var environment = new Dictionary<string, string?>();

        InstanceEnvironment.Fill(
            environment, new InstanceMark(1, 1), new InstanceFolder("/d/instances", 1),
            new() { Data = "/d", Simulated = true });

        Assert.True(Directory.Exists(Path.Combine(environment["DOTNET_ROOT"]!, "shared")));
        Assert.Equal("false", environment["DOTNET_hostBuilder__reloadConfigOnChange"]);
    }

    [Theory]
    [InlineData("freqtrade", "freqtrade")]
    [InlineData("/x/Simulator", "/x/Simulator")]
    [InlineData("dotnet  /x/S.dll --a", "dotnet|/x/S.dll|--a")]
    [InlineData("\"/a b/ft\" -v", "/a b/ft|-v")]
    public void FreqTradeCommand_Split_KeepsQuotedWords(string command, string words) =>
        Assert.Equal(words.Split('|'), FreqTradeCommand.Split(command));

    [Theory]
    [InlineData("17:3", 17, 3L)]
    [InlineData("17:", null, null)]
    [InlineData("x:3", null, null)]
    [InlineData("", null, null)]
    public void InstanceMark_Parse_ReadsWhatItWrote(string text, int? strategy, long? generation)
    {
        var mark = InstanceMark.Parse(text);

        Assert.Equal(strategy, mark?.StrategyId);
        Assert.Equal(generation, mark?.Generation);
        if (mark is not null) Assert.Equal(text, mark.ToString());
    }
}
