using BtcWatcher.Services.Api.Live;

namespace BtcWatcher.Services.Api.Tests.Live;

public sealed class TopicLogTests
{
    private const int Capacity = 10;
    private readonly TopicLog _log = new(LiveTopic.Signals, Capacity);
    private readonly List<LiveEntry> _taken = [];

    [Fact]
    public void After_APositionThatIsKnown_IsWhatComesNext()
    {
        Fill(from: 101, count: 5);

        Assert.Equal([0, 2, 5], ((long[])[100, 102, 105]).Select(position => _log.After(new(position))!.Value));
    }

    [Theory]
    [InlineData(99)] // Before this process began.
    [InlineData(106)] // Not yet, or of a stream that is no more.
    public void After_APositionThatNobodyKnows_IsNull(long position)
    {
        Fill(from: 101, count: 5);

        Assert.Null(_log.After(new(position)));
    }

    [Fact]
    public void After_WhatTheRingHasLost_IsNull()
    {
        Fill(from: 101, count: Capacity + 3);

        Assert.Null(_log.After(new(102)));
        Assert.Equal(3, _log.After(new(103)));
    }

    [Fact]
    public void Take_WithinItsRoom_BringsAllThatIsWanted()
    {
        Fill(from: 101, count: 6);
        var subscription = new LiveSubscription(_log, new(new HashSet<int> { 1 }), next: 0, new(100));

        Assert.Null(subscription.Take(_taken, room: 3));

        Assert.Equal([101, 103, 105], _taken.Select(entry => entry.Position!.Value.Major));
        Assert.Equal(new LivePosition(106), subscription.Passed);
        Assert.Equal(0, subscription.Behind);
    }

    [Fact]
    public void Take_BeyondItsRoom_TellsHowManyAreMissing()
    {
        Fill(from: 101, count: 6);
        var subscription = new LiveSubscription(_log, new(new HashSet<int> { 1 }), next: 0, new(100));

        Assert.Equal(new(LiveTopic.Signals, 3, new(100), new(106)), subscription.Take(_taken, room: 2));
        Assert.Empty(_taken);
        Fill(from: 107, count: 1);
        Assert.Null(subscription.Take(_taken, room: 2));
        Assert.Equal(107, Assert.Single(_taken).Position!.Value.Major);
    }

    [Fact]
    public void Take_WhileCatchingUp_BringsPartAfterPart()
    {
        Fill(from: 101, count: 5);
        var subscription = new LiveSubscription(_log, LiveFilter.Everything, 0, new(100)) { CatchingUp = true };

        for (var part = 1; part <= 3; part++)
        {
            Assert.Null(subscription.Take(_taken, room: 2));
            Assert.Equal(part < 3, subscription.CatchingUp);
        }

        Assert.Equal([101, 102, 103, 104, 105], _taken.Select(entry => entry.Position!.Value.Major));
    }

    [Fact]
    public void Take_OvertakenByTheRing_TellsItToo()
    {
        Fill(from: 101, count: Capacity + 4);
        var subscription = new LiveSubscription(_log, LiveFilter.Everything, 0, new(100)) { CatchingUp = true };

        Assert.Equal(new(LiveTopic.Signals, 14, new(100), new(114)), subscription.Take(_taken, room: 20));
    }

    [Fact]
    public void Overlap_AfterABreak_LeavesOutWhatWasShown()
    {
        byte[][] lines = [[1], [2], [3], [4]];
        var overlap = new LogOverlap([lines[0], lines[1], lines[2]]);

        foreach (var line in lines[1..]) Assert.True(overlap.TryHold(line));

        Assert.Equal([lines[3]], overlap.End());
        Assert.False(overlap.TryHold(lines[0]));
        Assert.Empty(overlap.End());
    }

    // Odd positions are of strategy 1, even ones of strategy 2.
    private void Fill(long from, int count)
    {
        if (_log.Head is null) _log.Begin(new(from - 1));
        for (var position = from; position < from + count; position++)
        {
            _log.Append(new(LiveTopic.Signals, new(position), new(position % 2 == 0 ? 2 : 1), []));
        }
    }
}
