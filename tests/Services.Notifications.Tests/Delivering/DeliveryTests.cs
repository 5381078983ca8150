using System.Collections.Concurrent;
using System.Diagnostics;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Testing;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Notifications.Tests.Delivering;

public sealed class DeliveryTests(Installation installation) : NotificationsTest(installation)
{
    [Fact]
    public async Task Signal_ToWebhookAndEmail_IsDeliveredOnBoth()
    {
        await using var smtp = new SmtpReceiver();
        await Host.CreateWebhookAsync(Receiver.Url);
        await CreateEmailAsync(smtp);
        var signal = Make.Signal(simulated: true);

        await Host.PublishAsync(Make.Batch(signal));

        await Eventually.TrueAsync(() => Receiver.Posts.Count == 1 && smtp.Mails.Count == 1);
        Assert.True(Receiver.Posts.TryPeek(out var post));
        Assert.Equal(signal.Id, post.Json["data"]!["id"]!.GetValue<Guid>());
        Assert.Equal("signal", post.Json["kind"]!.GetValue<string>());
        Assert.Equal("[SIMULATED] BUY BTC/USDT · strong 82.5 · MA cross", post.Json["title"]!.GetValue<string>());
        Assert.True(post.Json["simulated"]!.GetValue<bool>());
        Assert.True(smtp.Mails.TryPeek(out var mail));
        Assert.Contains("X-BtcWatcher-Simulated: true", mail, StringComparison.Ordinal);
        Assert.Contains("To: you@example.org", mail, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async () => (await HistoryAsync()).TrueForAll(n => n.State == NotificationState.Delivered));
        Assert.Equal(
            ["HTTP 200: status 200", $"SMTP 250: taken by 127.0.0.1:{smtp.Port}"],
            (await HistoryAsync()).Select(n => n.Answer));
    }

    [Fact]
    public async Task SameMessageTwice_IsOneNotification()
    {
        await Host.CreateWebhookAsync(Receiver.Url);
        var (first, second) = (Make.Signal(), Make.Signal(pair: "ETH/USDT"));

        await Host.PublishAsync(Make.Batch(first));
        await Host.PublishAsync(Make.Batch(first));
        await Host.PublishAsync(Make.Batch(second));

        await Eventually.TrueAsync(async () => (await HistoryAsync()).Exists(n => n.SignalId == second.Id));
        await Eventually.TrueAsync(() => Receiver.Posts.Count >= 2);
        Assert.Equal(2, (await HistoryAsync()).Count);
        Assert.Equal(2, Receiver.Posts.Count);
    }

    [Fact]
    public async Task ReceiverFailsOnce_IsTriedAgainAndDeliveredOnce()
    {
        await Host.CreateWebhookAsync(Receiver.Url);
        Receiver.Answers.Enqueue(500);

        await Host.PublishAsync(Make.Batch(Make.Signal()));

        var row = await DeliveredAsync();
        Assert.Equal(2, row.Attempts);
        Assert.Equal("HTTP 500: status 500", row.LastError);
        Assert.False(row.MaybeTwice);
        Assert.Equal([500, 200], Receiver.Posts.Select(post => post.Answered));
        Assert.Single(Receiver.Posts.Select(post => post.Headers["X-BtcWatcher-Notification"]).Distinct());
    }

    [Fact]
    public async Task ReceiverRefuses_FailsForGoodAndSaysSo()
    {
        var failed = new ConcurrentQueue<NotificationFailed>();
        await using var probe = Probe<NotificationFailed>(failed);
        await Host.CreateWebhookAsync(Receiver.Url);
        Receiver.Answers.Enqueue(404);
        var signal = Make.Signal();

        await Host.PublishAsync(Make.Batch(signal));

        await Eventually.TrueAsync(async () => (await HistoryAsync()) is [{ State: NotificationState.Failed }]);
        var row = (await HistoryAsync())[0];
        Assert.Equal("HTTP 404: status 404", row.LastError);
        await Eventually.TrueAsync(() => failed.Count == 1);
        Assert.Equal(
            (row.Id, "hook", signal.Id), failed.Select(m => (m.NotificationId, m.Channel, m.SignalId!.Value)).Single());
    }

    [Fact]
    public async Task ReceiverDownOverARestart_IsDeliveredWhenItIsBack()
    {
        var port = new Uri(Receiver.Url).Port;
        await Receiver.DisposeAsync();
        await Host.CreateWebhookAsync(Receiver.Url);
        await Host.PublishAsync(Make.Batch(Make.Signal()));
        await Eventually.TrueAsync(async () => (await HistoryAsync()) is [{ Attempts: >= 2 }]);
        Assert.Equal(NotificationState.Pending, (await HistoryAsync())[0].State);

        HookReceiver? back = null;
        await RestartAsync(async () => back = await HookReceiver.StartAsync(port));

        await DeliveredAsync();
        Assert.Single(back!.Posts);
        await back.DisposeAsync();
    }

    [Fact]
    public async Task AttemptOfADeadProcess_IsRepeatedAndShownAsMaybeTwice()
    {
        var channel = await Host.CreateWebhookAsync(Receiver.Url);
        var delivered = new ConcurrentQueue<NotificationDelivered>();
        await using var probe = Probe<NotificationDelivered>(delivered);
        // What a process leaves that is killed between sending and storing: the lease of an attempt, run out since.
        var now = DateTimeOffset.UtcNow;
        await Host.QueryAsync(db =>
        {
            db.Notifications.Add(new Notification
            {
                Id = Guid.CreateVersion7(), EventKey = "signal:x", ChannelId = channel, Channel = "hook",
                Kind = Notifications.Channels.NotificationKind.Signal, Priority = SignalPriority.P0,
                Title = "t", Body = "b", State = NotificationState.Pending, DueAt = now.AddMinutes(-1),
                LeaseUntil = now.AddSeconds(-1), Attempts = 1,
                CreatedAt = now,
            });
            return db.SaveChangesAsync();
        });

        var row = await DeliveredAsync();

        Assert.True(row.MaybeTwice);
        Assert.Equal(2, row.Attempts);
        Assert.True(Receiver.Posts.Single().Json["maybe_twice"]!.GetValue<bool>());
        await Eventually.TrueAsync(() => delivered.Count == 1);
    }

    [Fact]
    public async Task HungReceiver_OtherChannelsAreServed()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        await Host.CreateWebhookAsync(
            $"http://127.0.0.1:{((System.Net.IPEndPoint)silent.LocalEndpoint).Port}/", "silent");
        await Host.CreateWebhookAsync(Receiver.Url, "good");

        await Host.PublishAsync(Make.Batch([.. Enumerable.Range(0, 20).Select(n => Make.Signal(pair: $"P{n}/USDT"))]));

        await Eventually.TrueAsync(() => Receiver.Posts.Count == 20, TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(
            async () => (await HistoryAsync()).Exists(n => n is { Channel: "silent", MaybeTwice: true }));
    }

    [Fact]
    public async Task Delivery_ContinuesTheTraceOfTheMessage()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Telemetry.Name or "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await Host.CreateWebhookAsync(Receiver.Url);

        string trace;
        using (var webhook = Telemetry.Source.StartActivity("webhook"))
        {
            trace = webhook!.TraceId.ToString();
            await Host.PublishAsync(Make.Batch(Make.Signal()));
        }

        await Eventually.TrueAsync(() => !Receiver.Posts.IsEmpty);
        Assert.Contains(trace, Receiver.Posts.First().Headers["traceparent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Email_RecipientRefusedForNow_IsTriedAgain()
    {
        await using var smtp = new SmtpReceiver();
        smtp.RecipientAnswers.Enqueue("451 busy");
        await CreateEmailAsync(smtp);

        await Host.PublishAsync(Make.Batch(Make.Signal()));

        var row = await DeliveredAsync();
        Assert.Equal(2, row.Attempts);
        Assert.Contains("SMTP 451", row.LastError, StringComparison.Ordinal);
        Assert.Single(smtp.Mails);
    }

    [Fact]
    public async Task Email_RecipientUnknown_FailsForGood()
    {
        await using var smtp = new SmtpReceiver();
        smtp.RecipientAnswers.Enqueue("550 no such user");
        await CreateEmailAsync(smtp);

        await Host.PublishAsync(Make.Batch(Make.Signal()));

        await Eventually.TrueAsync(async () => (await HistoryAsync()) is [{ State: NotificationState.Failed }]);
        Assert.Contains("SMTP 550", (await HistoryAsync())[0].LastError, StringComparison.Ordinal);
    }

    private Task<Guid> CreateEmailAsync(SmtpReceiver smtp) => Host.CreateAsync(new
    {
        name = "mail", kind = "email", limited = false,
        config = new
        {
            host = "127.0.0.1", port = smtp.Port, from = "me@example.org", to = new[] { "you@example.org" }, starttls = false,
        },
    });

    private async Task<Notification> DeliveredAsync()
    {
        await Eventually.TrueAsync(async () => (await HistoryAsync()) is [{ State: NotificationState.Delivered }]);
        return (await HistoryAsync())[0];
    }

    /// <summary>A queue of the test for one kind of message, ready when it returns.</summary>
    private Subscription Probe<T>(ConcurrentQueue<T> seen)
        where T : class
    {
        var handle = Host.Services.GetRequiredService<IBusControl>().ConnectReceiveEndpoint(
            $"probe-{Guid.NewGuid():N}", queue => queue.Handler<T>(context =>
            {
                seen.Enqueue(context.Message);
                return Task.CompletedTask;
            }));
        handle.Ready.GetAwaiter().GetResult();
        return new Subscription(handle);
    }

    private sealed class Subscription(HostReceiveEndpointHandle handle) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await handle.StopAsync(CancellationToken.None);
    }
}
