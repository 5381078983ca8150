using BtcWatcher.Services.Notifications.Following;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Testing;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Notifications.Tests.Following;

public sealed class FollowTests(Installation installation) : NotificationsTest(installation)
{
    protected override (string Key, string Value)[] Settings => [("Notifications:FollowDistance", "00:00:00")];

    [Fact]
    public async Task SignalsThatTheBrokerLost_AreFoundOverSeveralPages()
    {
        await Host.CreateWebhookAsync(Receiver.Url);
        for (var position = 1; position <= 5; position++)
        {
            Neighbours.Signals.Enqueue(Make.Signal(pair: $"P{position}/USDT", position: position));
        }

        await Eventually.TrueAsync(() => Receiver.Posts.Count == 5);
        await Eventually.TrueAsync(async () => await PositionAsync() == 5);
    }

    [Fact]
    public async Task SignalThatCameAsMessageToo_IsOneNotification()
    {
        await Host.CreateWebhookAsync(Receiver.Url);
        var signal = Make.Signal(position: 7);

        Neighbours.Signals.Enqueue(signal);
        await Host.PublishAsync(Make.Batch(signal));
        await Host.PublishAsync(Make.Batch(Make.Signal(pair: "LAST/USDT", position: 8)));

        await Eventually.TrueAsync(async () => await PositionAsync() == 7 && (await HistoryAsync()).Count >= 2);
        Assert.Single(await HistoryAsync(), row => row.SignalId == signal.Id);
    }

    [Fact]
    public async Task SignalsRecordedWhileStopped_AreFoundAtTheStart()
    {
        await Host.CreateWebhookAsync(Receiver.Url);

        await RestartAsync(() =>
        {
            Neighbours.Signals.Enqueue(Make.Signal(position: 9));
            return Task.CompletedTask;
        });

        await Eventually.TrueAsync(async () => (await HistoryAsync()) is [{ State: NotificationState.Delivered }]);
    }

    private Task<long> PositionAsync() => Host.QueryAsync(
        db => db.Marks.Where(mark => mark.Name == Mark.SignalsPosition).Select(mark => mark.Value)
            .FirstOrDefaultAsync());
}
