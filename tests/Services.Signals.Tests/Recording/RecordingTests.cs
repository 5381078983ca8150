using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using BtcWatcher.Services.Signals.Tests.Harness;
using BtcWatcher.Testing;
using Npgsql;

namespace BtcWatcher.Services.Signals.Tests.Recording;

public sealed class RecordingTests(Servers servers)
{
    [Fact(Timeout = 60_000)]
    public async Task Record_ManyAtOnce_GivesPositionsInOrderAndTellsEachOnce()
    {
        await using var service = await SignalsService.StartAsync(servers);
        await using var bus = await BusListener.StartAsync(service.RabbitMq);
        await service.KnowAsync(1);

        var ids = await Task.WhenAll(Enumerable.Range(0, 400)
            .Select(n => service.StoreAsync(1, Messages.CandleSignal(pair: $"P{n}/USDT"))));

        await Eventually.TrueAsync(() => bus.Signals.Count() >= 400);
        Assert.Equal(ids.Order(), bus.Signals.Select(signal => signal.Id).Order());
        Assert.Equal(400, bus.Signals.Select(signal => signal.Position).Distinct().Count());
        Assert.All(bus.Received, message => Assert.InRange(message.Signals.Count, 1, 100));
        Assert.All(bus.Received.Select(message => message.Signals.Select(signal => signal.Position).ToList()),
            positions => Assert.Equal(positions.Order(), positions));
        Assert.All(bus.Received, message => Assert.Equal(message.Position, message.Signals[^1].Position));
        Assert.True(bus.Received.Count < 400, "no batch at all");
        Assert.Equal("on", await service.ScalarAsync<string>("SHOW synchronous_commit"));
        // The tests' PostgreSQL runs without fsync, which spares the disk: the service says so.
        Assert.Contains(service.Logged, line => line.Contains("fsync is off", StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => await service.ScalarAsync<long>("SELECT count(*) FROM outbox") == 0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Record_WhileAFollowerReads_ShowsPositionsInOrder()
    {
        await using var service = await SignalsService.StartAsync(servers);
        await service.KnowAsync(1);
        using var client = service.As("service");
        var seen = new List<long>();
        var posting = Task.WhenAll(Enumerable.Range(0, 300)
            .Select(n => service.StoreAsync(1, Messages.CandleSignal(pair: $"P{n}/USDT"))));

        // A position that showed up late would be passed over, and the sum would stay short.
        await Eventually.TrueAsync(async () =>
        {
            var after = seen.Count == 0 ? 0 : seen[^1];
            var page = await client.GetStringAsync($"/internal/signals?after_position={after}&limit=50");
            var items = JsonNode.Parse(page)!["items"]!.AsArray();
            seen.AddRange(items.Select(item => item!["position"]!.GetValue<long>()));
            return seen.Count >= 300;
        });
        await posting;

        Assert.Equal(seen.Order(), seen);
        Assert.Equal(300, seen.Distinct().Count());
    }

    [Fact(Timeout = 60_000)]
    public async Task Record_WhileConnectionsAreKilled_KeepsEveryAcknowledgedSignalOnce()
    {
        await using var service = await SignalsService.StartAsync(servers);
        await using var bus = await BusListener.StartAsync(service.RabbitMq);
        await service.KnowAsync(1);
        var acknowledged = new ConcurrentBag<Guid>();
        await using var admin = NpgsqlDataSource.Create(service.Admin);
        var kills = 0L;

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 24 },
            async (n, _) =>
            {
                acknowledged.Add(await PostUntilStoredAsync(service, n));
                if (n % 50 == 25)
                {
                    Interlocked.Add(ref kills, await KillConnectionsAsync(admin));
                }
            });

        Assert.True(kills >= 12, $"only {kills} kills");
        Assert.Equal(600, acknowledged.Distinct().Count());
        Assert.Equal(600, await service.ScalarAsync<long>("SELECT count(*) FROM signals"));
        await Eventually.TrueAsync(() => bus.Signals.Select(signal => signal.Id).Distinct().Count() == 600);
        Assert.Equal(acknowledged.Order(), bus.Signals.Select(signal => signal.Id).Distinct().Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task Record_MoreThanTheQueueHolds_Is503WithRetryAfter()
    {
        await using var service = await SignalsService.StartAsync(servers, settings: [("Signals:QueueLimit", "100")]);
        await service.KnowAsync(1);
        await using var admin = NpgsqlDataSource.Create(service.Admin);
        await using var holder = await admin.OpenConnectionAsync();
        await ExecuteAsync(holder, "SELECT pg_advisory_lock(4000001)");

        var posting = Enumerable.Range(0, 300)
            .Select(n => service.PostAsync(1, Messages.CandleSignal(pair: $"P{n}/USDT"))).ToList();
        await Eventually.TrueAsync(() => posting.Any(post => post.IsCompleted));
        var refused = await await Task.WhenAny(posting);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(1, refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);

        await ExecuteAsync(holder, "SELECT pg_advisory_unlock(4000001)");
        var answers = await Task.WhenAll(posting);
        Assert.Equal(
            answers.Count(answer => answer.StatusCode == HttpStatusCode.OK),
            await service.ScalarAsync<long>("SELECT count(*) FROM signals"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Record_ClientThatLeaves_StillHasItsRow()
    {
        await using var service = await SignalsService.StartAsync(servers);
        await service.KnowAsync(1);
        await using var admin = NpgsqlDataSource.Create(service.Admin);
        await using var holder = await admin.OpenConnectionAsync();
        await ExecuteAsync(holder, "SELECT pg_advisory_lock(4000001)");

        using var client = service.Client();
        client.Timeout = TimeSpan.FromMilliseconds(500);
        await Assert.ThrowsAsync<TaskCanceledException>(() => client.PostAsync(
            SignalsService.WebhookPath(1), System.Net.Http.Json.JsonContent.Create(Messages.CandleSignal())));
        await ExecuteAsync(holder, "SELECT pg_advisory_unlock(4000001)");

        await Eventually.TrueAsync(async () => await service.ScalarAsync<long>("SELECT count(*) FROM signals") == 1);
    }

    private static async Task<Guid> PostUntilStoredAsync(SignalsService service, int n)
    {
        for (var attempt = 1; ; attempt++)
        {
            Assert.True(attempt < 20, "never stored");
            using var answer = await service.PostAsync(1, Messages.CandleSignal(pair: $"P{n}/USDT"));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["signal_id"]!.GetValue<Guid>();
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }
    }

    private static async Task<long> KillConnectionsAsync(NpgsqlDataSource admin)
    {
        await using var command = admin.CreateCommand("""
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = 'btcwatcher_signals'
            """);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
