using BtcWatcher.Simulator.Running;

namespace BtcWatcher.Simulator.Tests.Running;

public sealed class BotTransitionsTests
{
    private const string Paused = "paused, no more entries will occur from now. Run /start to enable entries.";

    private const string PausedStart =
        "starting bot with trader in paused state, no entries will occur. Run /start to enable entries.";

    [Theory]
    [InlineData("start", "running", "already running", "running")]
    [InlineData("start", "paused", "starting trader ...", "running")]
    [InlineData("start", "stopped", "starting trader ...", "running")]
    [InlineData("stop", "running", "stopping trader ...", "stopped")]
    [InlineData("stop", "paused", "stopping trader ...", "stopped")]
    [InlineData("stop", "stopped", "already stopped", "stopped")]
    [InlineData("pause", "running", Paused, "paused")]
    [InlineData("pause", "paused", Paused, "paused")]
    [InlineData("pause", "stopped", PausedStart, "paused")]
    [InlineData("reload", "running", "Reloading config ...", "reload_config")]
    [InlineData("reload", "paused", "Reloading config ...", "reload_config")]
    [InlineData("reload", "stopped", "Reloading config ...", "reload_config")]
    public void Command_InState_AnswersAndMovesAsFreqTrade(string command, string state, string answer, string next)
    {
        var from = BotTransitions.Initial(state);
        var (text, to) = command switch
        {
            "start" => BotTransitions.Start(from),
            "stop" => BotTransitions.Stop(from),
            "pause" => BotTransitions.Pause(from),
            _ => BotTransitions.Reload(from),
        };
        Assert.Equal((answer, next), (text, to.Name()));
    }

    [Fact]
    public void Initial_MissingState_IsStopped() => Assert.Equal(BotState.Stopped, BotTransitions.Initial(""));
}
