using System.Net;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

public sealed class HangingInstanceTests : GatewayTest
{
    // More than there are connections to an instance.
    private const int Waiting = 40;

    protected override (string Key, string Value)[] Settings =>
        [("Gateway:NormalTimeout", "00:00:03"), ("Gateway:ConnectionsPerInstance", "8")];

    [Fact]
    public async Task InstanceThatHangs_CostsItsOwnCallersA504AndNobodyElseAnything()
    {
        First.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var client = Gateway.As("viewer");
        var hanging = Enumerable.Range(0, Waiting).Select(_ => client.GetAsync("/api/strategy/1/profit")).ToList();
        await Eventually.TrueAsync(() => First.Requests.Count == 8);

        using var others = Gateway.As("viewer");
        for (var i = 0; i < 100; i++)
        {
            using var response = await others.GetAsync("/api/strategy/2/profit");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.DoesNotContain(hanging, one => one.IsCompletedSuccessfully && one.Result.IsSuccessStatusCode);
        foreach (var response in await Task.WhenAll(hanging))
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            response.Dispose();
        }
    }
}
