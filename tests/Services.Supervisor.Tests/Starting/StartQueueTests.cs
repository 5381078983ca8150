using BtcWatcher.Services.Supervisor.Starting;

namespace BtcWatcher.Services.Supervisor.Tests.Starting;

public sealed class StartQueueTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly StartGroup Direct = new("binance", RequestLoad.Direct);
    private static readonly StartGroup Proxied = new("binance", "a proxy");

    [Fact]
    public void Next_IsTheFirstThatAsked_WhateverItsIdAndHoweverOftenOthersAsk()
    {
        var queue = Of((7, Direct), (3, Direct), (5, Proxied));
        queue.Join(3, Direct);

        Assert.Equal([7, 3, 5], Drain(queue));
    }

    [Fact]
    public void Next_AGroupKeptApart_HoldsUpOnlyItself()
    {
        var queue = Of((1, Direct), (2, Direct), (3, Proxied), (4, Proxied));
        queue.Start(1, Now, TimeSpan.FromSeconds(10));

        Assert.Equal((Direct, Now.AddSeconds(10)), queue.KeptApart(2, Now));
        Assert.Null(queue.KeptApart(3, Now));
        Assert.Equal(3, queue.Next(Now));
        queue.Start(3, Now, TimeSpan.FromSeconds(20));
        Assert.Null(queue.Next(Now.AddSeconds(9.9)));
        Assert.Equal(2, queue.Next(Now.AddSeconds(10)));
        queue.Start(2, Now.AddSeconds(10), TimeSpan.Zero);
        Assert.Null(queue.Next(Now.AddSeconds(10)));
        Assert.Equal(4, queue.Next(Now.AddSeconds(20)));
    }

    [Fact]
    public void Distance_OfAGroup_HoldsForOneThatComesLater()
    {
        var queue = Of((1, Direct));
        queue.Start(1, Now, TimeSpan.FromSeconds(10));
        queue.Join(2, Direct);

        Assert.Null(queue.Next(Now.AddSeconds(9)));
        Assert.Equal(2, queue.Next(Now.AddSeconds(10)));
    }

    [Fact]
    public void Leave_OneThatWaits_MovesTheOthersUp()
    {
        var queue = Of((1, Direct), (2, Proxied), (3, Direct));

        Assert.Equal(2, queue.Before(3));
        Assert.True(queue.Leave(1));
        Assert.False(queue.Leave(1));

        Assert.Equal((1, 0, 2), (queue.Before(3), queue.Before(2), queue.Count));
        Assert.True(queue.IsHead(3));
        Assert.Equal([2, 3], Drain(queue));
    }

    private static StartQueue Of(params (int Id, StartGroup Group)[] members)
    {
        var queue = new StartQueue();
        foreach (var (id, group) in members) queue.Join(id, group);
        return queue;
    }

    private static List<int> Drain(StartQueue queue)
    {
        var order = new List<int>();
        while (queue.Next(Now) is { } next)
        {
            queue.Start(next, Now, TimeSpan.Zero);
            order.Add(next);
        }

        return order;
    }
}
