using System.Diagnostics;

namespace BtcWatcher.ServiceDefaults.Tests.Telemetry;

public sealed class UrlRedactionTests
{
    [Fact]
    public void OnEnd_ClientSpan_KeepsTheHostOnly()
    {
        using var redaction = new UrlRedaction();
        using var activity = new Activity("System.Net.Http.HttpRequestOut") { DisplayName = "POST" };
        activity.SetTag("http.request.method", "POST");
        activity.SetTag("url.full", "https://api.example.org:8443/bot123:token/sendMessage?chat=*");

        redaction.OnEnd(activity);

        Assert.Equal("https://api.example.org:8443", activity.GetTagItem("url.full"));
        Assert.Equal("POST api.example.org:8443", activity.DisplayName);
    }
}
