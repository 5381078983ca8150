using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;

namespace BtcWatcher.Bench.Gateway;

/// <summary>What a change of a route costs, and whom it disturbs.</summary>
internal static class RoutePhases
{
    private const int Changed = 5;
    private const int Sockets = 20;

    /// <returns>Seconds from telling of a new route until it serves: the median and the longest.</returns>
    public static async Task<(double P50, double Longest)> NewRouteAsync(
        FakeInstallation installation, GatewayProcess gateway, int port, int times)
    {
        using var client = ClientOf(gateway, installation.Token);
        var seconds = new List<double>();
        for (var i = 0; i < times; i++)
        {
            installation.Remove(Changed);
            await installation.TellAsync(Changed);
            await UntilAsync(client, Changed, HttpStatusCode.NotFound);
            installation.Set(Changed, port, generation: i);
            var began = Stopwatch.GetTimestamp();
            await installation.TellAsync(Changed);
            await UntilAsync(client, Changed, HttpStatusCode.OK);
            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        seconds.Sort();
        return (seconds[seconds.Count / 2], seconds[^1]);
    }

    /// <summary>All but the last route change again and again, while they are called and websockets are open.</summary>
    /// <returns>Seconds for each change, failed calls, and websockets that broke.</returns>
    public static async Task<(double Each, int Failed, int Calls, int Broken)> UnderLoadAsync(
        FakeInstallation installation, GatewayProcess gateway, IReadOnlyList<int> ports, int changes)
    {
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < Sockets; i++) sockets.Add(await OpenAsync(gateway, installation.Token));
        using var stop = new CancellationTokenSource();
        var calls = CallAsync(gateway, installation.Token, stop.Token);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < changes; i++)
        {
            // The first half changes its generation only and is called meanwhile, the others come and go.
            var id = 1 + (i % (BenchOptions.Routes - 1));
            if (id > BenchOptions.Routes / 2 && i / BenchOptions.Routes % 2 == 0) installation.Remove(id);
            else installation.Set(id, ports[id - 1], generation: 2 + i);
            await installation.TellAsync(id);
        }

        installation.Set(Changed, ports[Changed - 1], generation: -1);
        await installation.TellAllAsync();
        var each = Stopwatch.GetElapsedTime(began).TotalSeconds / changes;
        await stop.CancelAsync();
        var (failed, count) = await calls;
        var broken = 0;
        foreach (var socket in sockets)
        {
            if (!await EchoesAsync(socket)) broken++;
            socket.Dispose();
        }

        return (each, failed, count, broken);
    }

    private static async Task<(int Failed, int Calls)> CallAsync(
        GatewayProcess gateway, string token, CancellationToken stop)
    {
        var (failed, calls) = (0, 0);
        while (!stop.IsCancellationRequested)
        {
            var one = await PacedLoad.RunAsync(
                gateway.Port, 500, TimeSpan.FromSeconds(1), call => PathOf(1 + (call % (BenchOptions.Routes / 2))),
                token);
            failed += one.Failed;
            calls += one.Calls;
        }

        return (failed, calls);
    }

    private static async Task<ClientWebSocket> OpenAsync(GatewayProcess gateway, string token)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new Uri($"ws://127.0.0.1:{gateway.Port}/api/strategy/{BenchOptions.Routes}/message/ws?token={token}"),
            CancellationToken.None);
        return socket;
    }

    private static async Task<bool> EchoesAsync(ClientWebSocket socket)
    {
        try
        {
            await socket.SendAsync("still here"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
            return (await socket.ReceiveAsync(new byte[64], CancellationToken.None)).Count == "still here".Length;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(HttpClient client, int id, HttpStatusCode status)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            using var answer = await client.GetAsync(PathOf(id));
            if (answer.StatusCode == status) return;
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(20))
            {
                throw new TimeoutException($"Route {id}: {answer.StatusCode} instead of {status}.");
            }
        }
    }

    public static string PathOf(int id) => $"/api/strategy/{id}/api/v1/version";

    private static HttpClient ClientOf(GatewayProcess gateway, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{gateway.Port}") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }
}
