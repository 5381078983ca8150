using System.Net;
using System.Net.Http.Json;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Notifications.Tests.Inbox;

public sealed class InboxTests(Installation installation) : NotificationsTest(installation)
{
    protected override bool Simulated => true;

    [Fact]
    public async Task SimulatedInstallation_WithoutAnySetup_DeliversToItsInbox()
    {
        var signal = Make.Signal(simulated: true);

        await Host.PublishAsync(Make.Batch(signal));

        await Eventually.TrueAsync(async () => (await HistoryAsync()) is [{ State: NotificationState.Delivered }]);
        var inbox = await GetAsync("/api/v1/notifications/inbox");
        var item = Assert.Single(inbox["items"]!.AsArray());
        Assert.Equal("[SIMULATED] BUY BTC/USDT · strong 82.5 · MA cross", item!["title"]!.GetValue<string>());
        Assert.Equal(signal.Id, item["content"]!["data"]!["id"]!.GetValue<Guid>());
    }

    [Fact]
    public async Task Restarted_StillHasOneInboxChannel()
    {
        await RestartAsync();

        var channels = await GetAsync("/api/v1/notifications/channels");

        var channel = Assert.Single(channels["items"]!.AsArray())!;
        Assert.Equal(
            ("Demo inbox", true), (channel["name"]!.GetValue<string>(), channel["built_in"]!.GetValue<bool>()));
        Assert.Equal($"{Host.Address}/***", channel["config"]!["url"]!.GetValue<string>());
    }

    [Fact]
    public async Task Post_WithAWrongSecret_Is404()
    {
        using var anyone = Host.As(null);

        Assert.Equal(HttpStatusCode.NotFound, (await anyone.PostAsJsonAsync("/demo/inbox/guess", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anyone.GetAsync("/api/v1/notifications/inbox")).StatusCode);
    }
}
