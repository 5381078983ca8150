using System.Net;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

public sealed class CallLimitTests : GatewayTest
{
    // The period of a second begins anew only rarely within the test; one call more may then pass.
    protected override (string Key, string Value)[] Settings =>
        [("Gateway:CallsPerSecond", "1"), ("Gateway:CallBurst", "3")];

    [Fact]
    public async Task Calls_OfOneUserToOneInstance_AreLimitedAndNobodyElses()
    {
        using var client = Gateway.As("viewer");
        using var other = Gateway.As("viewer");
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 50 && refused is null; i++)
        {
            var response = await client.GetAsync("/api/strategy/1/status");
            if (response.StatusCode == HttpStatusCode.OK) response.Dispose();
            else refused = response;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, refused!.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(
            """{"detail":"Too many calls to this strategy; wait a second."}""",
            await refused.Content.ReadAsStringAsync());
        Assert.InRange(First.Requests.Count, 3, 49);
        using var elsewhere = await client.GetAsync("/api/strategy/2/status");
        using var somebody = await other.GetAsync("/api/strategy/1/status");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (elsewhere.StatusCode, somebody.StatusCode));
    }
}
