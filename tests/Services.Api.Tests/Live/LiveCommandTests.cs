using System.Text;
using BtcWatcher.Services.Api.Live;

namespace BtcWatcher.Services.Api.Tests.Live;

public sealed class LiveCommandTests
{
    [Fact]
    public void Parse_ASubscription_ReadsItsTopics() => Assert.Equal(
        new LiveCommand(LiveTopic.Signals | LiveTopic.Capacity),
        Parse("""{"type":"subscribe","topics":["signals","capacity"]}"""));

    [Fact]
    public void Parse_APong_AsksForNothing() =>
        Assert.Equal(new LiveCommand((LiveTopic?)null), Parse("""{"type":"pong"}"""));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("""{"type":5}""")]
    [InlineData("""{"type":"subscribe"}""")]
    [InlineData("""{"type":"subscribe","topics":"signals"}""")]
    [InlineData("""{"type":"subscribe","topics":["none"]}""")]
    [InlineData("""{"type":"subscribe","topics":[5]}""")]
    [InlineData("""{"type":"subscribe","topics":["nothing"]}""")]
    public void Parse_AnythingElse_IsNoCommand(string text) => Assert.Null(Parse(text));

    private static LiveCommand? Parse(string text) => LiveCommand.Parse(Encoding.UTF8.GetBytes(text));
}
