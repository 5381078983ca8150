using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

public sealed class ConnectionTests : GatewayTest
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}";

    protected override (string Key, string Value)[] Settings => [("Gateway:ConnectRetryDelay", "00:00:02")];

    [Fact]
    public async Task Get_WhileTheInstanceReloads_IsTriedOnceMore()
    {
        var port = new Uri(Second.Route.Address).Port;
        await Second.DisposeAsync();
        using var client = Gateway.As("viewer");
        var asked = client.GetAsync("/api/strategy/2/status");
        await using var reloaded = await FakeInstance.StartAsync(2, port);

        using var response = await asked;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(reloaded.Requests);
    }

    [Fact]
    public async Task Post_WhileTheInstanceReloads_IsNotTriedAgain()
    {
        var port = new Uri(Second.Route.Address).Port;
        await Second.DisposeAsync();
        using var client = Gateway.As("operator");
        using var response = await client.PostAsync("/api/strategy/2/stop", null);
        await using var reloaded = await FakeInstance.StartAsync(2, port);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Empty(reloaded.Requests);
    }

    [Fact]
    public async Task Get_OverAPooledConnectionThatTheInstanceClosed_GetsItsAnswer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeAsync(listener);
        Services.SetRoutes(
            First.Route with { Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}" });
        Assert.Null(await Gateway.FetchRoutesAsync());

        using var client = Gateway.As("viewer");
        using var one = await client.GetAsync("/api/strategy/1/status");
        using var two = await client.GetAsync("/api/strategy/1/status");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (one.StatusCode, two.StatusCode));
        await served;
    }

    /// <summary>Answers once a connection and then closes it without a word, as uvicorn does after 5 s.</summary>
    private static async Task ServeAsync(TcpListener listener)
    {
        for (var i = 0; i < 2; i++)
        {
            using var connection = await listener.AcceptTcpClientAsync();
            var stream = connection.GetStream();
            _ = await stream.ReadAsync(new byte[10_000]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Ok));
        }
    }
}
