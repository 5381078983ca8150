using System.Net.Sockets;
using System.Text;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

/// <summary>
/// Requests that no well-behaved client writes: none may reach an instance, or another than it names.
/// </summary>
public sealed class RawRequestTests : GatewayTest
{
    public static TheoryData<string> MalformedTargets { get; } =
    [
        "/api/strategy/1/../2/status",
        "/api/strategy/1/%2e%2e/2/status",
        "/api/strategy/1/..%2f2/status",
        "/api/strategy/1/api/v1/%2e%2e/%2e%2e/docs",
        "/api/strategy/1/./status",
        "/api/strategy/1/a%2Fb",
        "/api/strategy/1%2Fstatus/x",
        "/api/strategy/1/trade%5C1",
        "/api/strategy/1/trade\\1",
        "/api/strategy/1/%252e%252e/status",
        "/api/strategy/1/api//v1/status",
        "/api/strategy/1///status",
        "/api/strategy/1//status",
        "/api/strategy/1/api/v1//status",
        "/api/strategy/1/status/",
        "/api/strategy//1/status",
        "/api/%73trategy/1/status",
        "/api/strategy/1/status%00",
    ];

    [Theory]
    [MemberData(nameof(MalformedTargets))]
    public async Task Target_ThatIsMalformed_ReachesNoInstance(string target)
    {
        var status = await SendAsync($"GET {target} HTTP/1.1\r\nHost: gw\r\n{Token()}Connection: close\r\n\r\n");

        Assert.Contains(status, (int[])[400, 404]);
        Assert.Empty(First.Requests);
        Assert.Empty(Second.Requests);
    }

    [Theory]
    [InlineData("GET http://127.0.0.1/api/strategy/2/status HTTP/1.1\r\nHost: 127.0.0.1\r\n", 400)]
    [InlineData("GET http://evil.example/api/strategy/2/status HTTP/1.1\r\nHost: gw\r\n", 400)]
    [InlineData("POST /api/strategy/1/start HTTP/1.1\r\nHost: gw\r\nContent-Length: 1\r\nContent-Length: 2\r\n", 400)]
    [InlineData("POST /api/strategy/1/start HTTP/1.1\r\nHost: gw\r\nTransfer-Encoding: xchunked\r\n", 400)]
    [InlineData("POST /api/strategy/1/start HTTP/1.1\r\nHost: gw\r\nTransfer-Encoding : chunked\r\n", 400)]
    [InlineData("POST /api/strategy/1/start HTTP/1.1\r\nHost: gw\r\nContent-Length: +5\r\n", 400)]
    [InlineData("GET /api/strategy/1/status HTTP/1.1\r\nHost: gw\r\nHost: other\r\n", 400)]
    [InlineData("GET /api/strategy/1/status HTTP/1.1\r\n", 400)]
    [InlineData("POST /api/strategy/1/start HTTP/1.1\r\nHost: gw\r\nTransfer-Encoding: chunked, identity\r\n", 400)]
    [InlineData("POST /api/strategy/1/start HTTP/1.1\r\nHost: gw\r\nContent-Length: 0x5\r\n", 400)]
    [InlineData("POST /api/strategy/1/start HTTP/1.1\r\nHost: gw\r\nContent-Length: -5\r\n", 400)]
    [InlineData("POST /api/strategy/1/start HTTP/1.1\r\nHost: gw\r\nContent-Length: 5, 5\r\n", 400)]
    [InlineData("GET /api/strategy/1/status HTTP/1.1\r\nHost: gw\r\nX-A: a\r\n folded: yes\r\n", 400)]
    [InlineData("GET /api/strategy/1/status HTTP/1.1\r\nHost: gw\r\nX-A: a\0b\r\n", 400)]
    [InlineData("GET /api/strategy/1/status\tHTTP/1.1\r\nHost: gw\r\n", 400)]
    [InlineData("CONNECT gw:80 HTTP/1.1\r\nHost: gw:80\r\n", 404)]
    public async Task Request_ThatIsAmbiguous_ReachesNoInstance(string head, int expected)
    {
        var status = await SendAsync($"{head}{Token()}Connection: close\r\n\r\n");

        Assert.Equal(expected, status);
        Assert.Empty(First.Requests);
        Assert.Empty(Second.Requests);
    }

    [Fact]
    public async Task ChunkedWithContentLength_IsOneRequestToItsInstance()
    {
        // Behind a proxy that believes the length, the chunk's end would begin a second request.
        await SendAsync(
            $"POST /api/strategy/1/start HTTP/1.1\r\nHost: gw\r\n{Token()}" +
            "Content-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n" +
            "0\r\n\r\nPOST /api/strategy/2/forceexit HTTP/1.1\r\nHost: gw\r\n\r\n");

        Assert.All(First.Requests, seen => Assert.Equal(("/api/v1/start", ""), (seen.Target, seen.Body)));
        Assert.Empty(Second.Requests);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0;ext=\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: a\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n")]
    public async Task SecondRequest_BehindADoubtfulBody_ReachesOnlyTheInstanceThatItNames(string rest)
    {
        // Pipelined: whatever the first is taken for, the other is its own request, to its own instance, or none.
        await SendAsync(
            $"POST /api/strategy/1/start HTTP/1.1\r\nHost: gw\r\n{Token()}{rest}" +
            $"GET /api/strategy/2/status HTTP/1.1\r\nHost: gw\r\n{Token()}Connection: close\r\n\r\n");

        Assert.All(First.Requests, seen => Assert.Equal(("/api/v1/start", ""), (seen.Target, seen.Body)));
        Assert.All(Second.Requests, seen => Assert.Equal(("/api/v1/status", ""), (seen.Target, seen.Body)));
    }

    private string Token() => $"Authorization: Bearer {Services.Tokens.For("admin")}\r\n";

    private async Task<int> SendAsync(string request)
    {
        using var client = new TcpClient();
        var address = new Uri(Gateway.Address);
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        return int.Parse(line!.Split(' ')[1]);
    }
}
