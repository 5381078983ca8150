using System.Collections.Concurrent;
using System.Diagnostics;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.Tests.TransactionalOutbox;

public sealed class OutboxTests(Servers servers)
{
    [Fact]
    public async Task Message_SavedWithItsState_ArrivesAndLeavesTheOutbox()
    {
        var received = new Received();
        await using var app = await StartAsync(received);
        var sent = Alert("a:1");

        await SaveAsync(app, sent);
        await Eventually.TrueAsync(() => received.Alerts.Count == 1);

        Assert.Equal(sent, received.Alerts.Single().Message);
        await Eventually.TrueAsync(async () => await WaitingAsync(app) == 0);
    }

    [Fact]
    public async Task Message_OfATransactionRolledBack_NeverLeaves()
    {
        var received = new Received();
        await using var app = await StartAsync(received);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ThingsDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            app.Get<Outbox>().Add(db, Alert("rolled:back"));
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }

        await SaveAsync(app, Alert("after"));
        await Eventually.TrueAsync(() => !received.Alerts.IsEmpty);

        Assert.Equal(["after"], received.Alerts.Select(alert => alert.Message.Key));
    }

    [Fact]
    public async Task Message_OfAHotPath_CarriesTheTrace()
    {
        var received = new Received();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var app = await StartAsync(received);
        using var activity = new ActivitySource("test").StartActivity("webhook");
        await using var connection = await app.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        await app.Get<Outbox>().InsertAsync(connection, transaction, Alert("traced"), default);
        await transaction.CommitAsync();
        app.Get<Outbox>().Wake();
        await Eventually.TrueAsync(() => !received.Alerts.IsEmpty);

        Assert.Equal(activity!.TraceId, received.Alerts.Single().TraceId);
    }

    [Fact]
    public async Task Messages_OfManyCommits_ArriveOnceEach()
    {
        var received = new Received();
        await using var app = await StartAsync(received);

        await Parallel.ForEachAsync(Enumerable.Range(0, 250), async (i, _) => await SaveAsync(app, Alert($"many:{i}")));
        await Eventually.TrueAsync(() => received.Alerts.Count >= 250);

        Assert.Equal(250, received.Alerts.Select(alert => alert.Message.Key).Distinct().Count());
        Assert.Equal(250, received.Alerts.Count);
    }

    private static AlertRaised Alert(string key) => new()
    {
        Key = key, Severity = AlertSeverity.Warning, TitleEn = "t", TitleZh = "题", Detail = "d",
        At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    private static async Task SaveAsync(WebApplication app, object message)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ThingsDbContext>();
        db.Things.Add(new Thing { Id = Guid.CreateVersion7(), SomeName = "x" });
        app.Get<Outbox>().Add(db, message);
        await db.SaveChangesAsync();
    }

    private static async Task<long> WaitingAsync(WebApplication app)
    {
        await using var command = app.Get<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM outbox");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<WebApplication> StartAsync(Received received) => await TestService.StartAsync(
        "monitoring", await servers.Get.CreateDatabaseAsync(), await servers.Get.CreateVirtualHostAsync(),
        consumers => consumers.Shared<AlertConsumer>(), builder => builder.Services.AddSingleton(received));

    public sealed class Received
    {
        public ConcurrentQueue<(AlertRaised Message, ActivityTraceId? TraceId)> Alerts { get; } = new();
    }

    public sealed class AlertConsumer(Received received) : IConsumer<AlertRaised>
    {
        public Task Consume(ConsumeContext<AlertRaised> context)
        {
            received.Alerts.Enqueue((context.Message, Activity.Current?.TraceId));
            return Task.CompletedTask;
        }
    }
}
