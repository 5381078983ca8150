using System.Net;
using System.Net.WebSockets;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Gateway.Routes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Gateway.Tests.Routes;

/// <summary>The whole, with a broker and 999 instances, is in benchmarks/Gateway.</summary>
public sealed class RouteChangesUnderLoadTests : GatewayTest
{
    private const int Changes = 10_000;

    [Fact]
    public async Task TenThousandChanges_DuringALoad_FailNoCallAndBreakNoSocket()
    {
        First.Answer = AnswerAsync;
        using var socket = new ClientWebSocket();
        var address = Gateway.Address.Replace("http://", "ws://", StringComparison.Ordinal);
        await socket.ConnectAsync(
            new Uri($"{address}/api/strategy/1/message/ws?token={Services.Tokens.For("viewer")}"),
            TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(1, 3).Select(id => Task.Run(() => CallAsync(id, stop.Token))).ToList();
        await Task.Run(Change, TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        foreach (var (failed, calls) in await Task.WhenAll(callers))
        {
            Assert.Equal(0, failed);
            Assert.InRange(calls, 1, int.MaxValue);
        }

        await socket.SendAsync("still here"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var got = await socket.ReceiveAsync(new byte[99], CancellationToken.None);
        Assert.Equal(("still here".Length, WebSocketMessageType.Text), (got.Count, got.MessageType));
    }

    // The called two get another generation, hundreds of others come and go, and now and then all are fetched.
    private void Change()
    {
        var store = Gateway.Services.GetRequiredService<RouteStore>();
        for (var i = 0; i < Changes; i++)
        {
            var id = 1 + (i % 500);
            var route = id switch
            {
                1 => First.Route with { Generation = i },
                2 => Second.Route with { Generation = i },
                _ when i / 500 % 2 == 0 => First.Route with { StrategyId = id },
                _ => null,
            };
            store.Current.Set(id, i, route, null);
            if (i % 1000 != 0) continue;
            var all = store.Current.Targets.Select(target => target.Route).ToArray();
            store.Replace(RouteMap.From(new RouteTable { Revision = i, Routes = all }, [], store.Current).Map);
        }
    }

    // The third comes and goes: it answers, or it is not there.
    private async Task<(int Failed, int Calls)> CallAsync(int id, CancellationToken stop)
    {
        using var client = Gateway.As("viewer");
        var (failed, calls) = (0, 0);
        do
        {
            using var response = await client.GetAsync($"/api/strategy/{id}/version", CancellationToken.None);
            var gone = id == 3 && response.StatusCode == HttpStatusCode.NotFound;
            if (!gone && response.StatusCode != HttpStatusCode.OK) failed++;
            calls++;
        }
        while (!stop.IsCancellationRequested);
        return (failed, calls);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest) return;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[99];
        var got = await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, true, context.RequestAborted);
        await socket.ReceiveAsync(buffer, context.RequestAborted);
    }
}
