using System.Text;
using BtcWatcher.Services.Api.Live;

namespace BtcWatcher.Services.Api.Tests.Live;

public sealed class LiveCommandTests
{
    [Fact]
    public void Parse_ASubscription_ReadsItsTopics() => Assert.Equal(
        [new(LiveTopic.Signals, LiveFilter.Everything, null), new(LiveTopic.Capacity, LiveFilter.Everything, null)],
        Parse("""{"type":"subscribe","topics":["signals",{"topic":"capacity","after":null}]}""")!.Wishes!);

    [Fact]
    public void Parse_AChoice_ReadsItsFilterAndPlace()
    {
        var wishes = Parse("""
            {"type":"subscribe","topics":[
              {"topic":"signals","after":7,"strategy_ids":[3],"pairs":["BTC/USDT"],"levels":["strong","medium"]},
              {"topic":"alerts","after":"1763837000000-2"}]}
            """)!.Wishes!;

        Assert.Equal(new LivePosition(7), wishes[0].After);
        Assert.Equal([3], wishes[0].Filter.StrategyIds!);
        Assert.Equal(["BTC/USDT"], wishes[0].Filter.Pairs!);
        Assert.Equal(["medium", "strong"], wishes[0].Filter.Levels!.Order());
        Assert.Equal(new LivePosition(1763837000000, 2), wishes[1].After);
    }

    [Fact]
    public void Parse_APong_AsksForNothing() =>
        Assert.Equal(new LiveCommand((IReadOnlyList<LiveWish>?)null), Parse("""{"type":"pong"}"""));

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
    [InlineData("""{"type":"subscribe","topics":["\ud800"]}""")]
    [InlineData("""{"type":"subscribe","topics":["logs"]}""")]
    [InlineData("""{"type":"subscribe","topics":[{"topic":"logs","strategy_ids":[1,2,3,4,5,6,7,8,9]}]}""")]
    [InlineData("""{"type":"subscribe","topics":[{"topic":"signals","strategy_ids":[]}]}""")]
    [InlineData("""{"type":"subscribe","topics":[{"topic":"signals","strategy_ids":["1"]}]}""")]
    [InlineData("""{"type":"subscribe","topics":[{"topic":"signals","strategy_ids":[0]}]}""")]
    [InlineData("""{"type":"subscribe","topics":[{"topic":"signals","pairs":"BTC/USDT"}]}""")]
    [InlineData("""{"type":"subscribe","topics":[{"topic":"signals","after":-1}]}""")]
    [InlineData("""{"type":"subscribe","topics":[{"topic":"signals","after":"soon"}]}""")]
    [InlineData("""{"type":"subscribe","topics":[{"topic":"signals","unknown":1}]}""")]
    public void Parse_AnythingElse_IsNoCommand(string text) => Assert.Null(Parse(text));

    private static LiveCommand? Parse(string text) => LiveCommand.Parse(Encoding.UTF8.GetBytes(text));
}
