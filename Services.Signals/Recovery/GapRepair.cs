using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Signals.Grading;
using BtcWatcher.Services.Signals.Intake;
using BtcWatcher.Services.Signals.Model;
using BtcWatcher.Services.Signals.Recording;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Signals.Recovery;

/// <summary>
/// FreqTrade sends a webhook at most once. After this service was away, after an instance's start, and after a message
/// that was answered 503, the instance is read, and what is missing is recorded as recovered. What is there already
/// has the same business key and stays one row.
/// </summary>
internal sealed class GapRepair(
    InstanceReader instances, SignalRecorder recorder, StrategyDirectory strategies, IServiceScopeFactory scopes,
    IOptions<SignalsOptions> options, IOptions<InstallationOptions> installation, TimeProvider clock,
    ILogger<GapRepair> logger) : BackgroundService
{
    private const int MaxAttempts = 60;
    private static readonly TimeSpan RejectedReach = TimeSpan.FromMinutes(30);
    private readonly ConcurrentDictionary<int, Gap> _gaps = new();

    /// <summary>A message of the strategy was not accepted just now.</summary>
    public void Request(int strategyId) => Request(strategyId, clock.GetUtcNow() - RejectedReach);

    /// <summary>Asks for everything since the last candle signal that came in before a moment; nothing when none ever did.</summary>
    public async Task RequestSinceLastSeenAsync(int strategyId, DateTimeOffset before, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SignalsDbContext>();
        var last = await db.Signals.AsNoTracking()
            .Where(row => row.StrategyId == strategyId && row.Kind == SignalKind.Signal && row.ReceivedAt < before)
            .OrderByDescending(row => row.EventTime).Select(row => row.CandleTime).FirstOrDefaultAsync(ct);
        if (last is { } since)
        {
            Request(strategyId, since);
        }
    }

    /// <summary>Notes, before the first webhook comes in, from where each strategy has to be read again.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var strategyId in strategies.Ids)
        {
            await RequestSinceLastSeenAsync(strategyId, clock.GetUtcNow(), cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RepairInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Parallel.ForEachAsync(
                _gaps, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stoppingToken },
                async (gap, ct) => await TryRepairAsync(gap.Key, gap.Value, ct));
        }
    }

    private void Request(int strategyId, DateTimeOffset since) => _gaps.AddOrUpdate(
        strategyId, new Gap(since, 0), (_, known) => new Gap(since < known.Since ? since : known.Since, 0));

    private async Task TryRepairAsync(int strategyId, Gap gap, CancellationToken ct)
    {
        try
        {
            await RepairAsync(strategyId, gap.Since, ct);
            // Unless it was asked for again in the meantime.
            _gaps.TryRemove(KeyValuePair.Create(strategyId, gap));
        }
        catch (Exception fault) when (fault is HttpRequestException or System.Text.Json.JsonException or TimeoutException
            || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            Log.GapNotRepaired(logger, strategyId, fault.Message);
            if (gap.Attempts + 1 >= MaxAttempts)
            {
                // Its next start asks again.
                _gaps.TryRemove(KeyValuePair.Create(strategyId, gap));
            }
            else
            {
                _gaps.TryUpdate(strategyId, gap with { Attempts = gap.Attempts + 1 }, gap);
            }
        }
    }

    private async Task RepairAsync(int strategyId, DateTimeOffset since, CancellationToken ct)
    {
        var route = await instances.FindAsync(strategyId, ct)
            ?? throw new HttpRequestException("the supervisor has no route to its instance.");
        var config = await instances.ReadAsync(route, "show_config", ct);
        var timeframe = config["timeframe"]?.GetValue<string>() ?? "5m";
        var length = Timeframe.Length(timeframe) ?? TimeSpan.FromMinutes(5);
        var candles = Math.Clamp((long)((clock.GetUtcNow() - since) / length) + 2, 2, 1000);
        var whitelist = await instances.ReadAsync(route, "whitelist", ct);
        var (added, known) = (0, 0);
        foreach (var pair in whitelist["whitelist"]?.AsArray().Select(pair => pair!.GetValue<string>()) ?? [])
        {
            var answer = await instances.ReadAsync(
                route, $"pair_candles?pair={Uri.EscapeDataString(pair)}&timeframe={timeframe}&limit={candles}", ct);
            await RecordAsync(RecoveredMessages.Candles(answer, since), StrategyMessages.ReadCandle, pair);
        }

        var open = await instances.ReadAsync(route, "status", ct);
        var closed = await instances.ReadAsync(route, "trades?limit=500&order_by_id=false", ct);
        var trades = open.AsArray().Concat(closed["trades"]?.AsArray() ?? []);
        await RecordAsync(
            RecoveredMessages.Trades(trades, since),
            (fields, arrival) => TradeEvents.Read(fields, arrival, fields.Required(64, "event")), "all pairs");
        SignalMetrics.Recovered.Add(added);
        Log.GapRepaired(logger, strategyId, added, known);

        async Task RecordAsync(
            IEnumerable<JsonObject> messages, Func<WebhookFields, Arrival, ReadSignal> read, string pair)
        {
            var (stored, repeated) = await RecordAllAsync(strategyId, pair, messages, read, ct);
            added += stored;
            known += repeated;
        }
    }

    private async Task<(int Stored, int Repeated)> RecordAllAsync(
        int strategyId, string pair, IEnumerable<JsonObject> messages, Func<WebhookFields, Arrival, ReadSignal> read,
        CancellationToken ct)
    {
        var recordings = new List<Task<RecordResult>>();
        var faults = new List<string>();
        foreach (var message in messages)
        {
            var arrival = new Arrival(
                strategyId, WebhookFields.ToMicrosecond(clock.GetUtcNow()), SignalSource.Recovered, installation.Value.Simulated);
            var signal = read(new WebhookFields(message), arrival);
            if (signal.Row is null || WebhookReader.TimeFault(signal.Row, options.Value) is not null)
            {
                faults.Add(signal.Faults.Select(fault => $"{fault.Key} {fault.Value[0]}").FirstOrDefault("its time is beyond reason"));
                continue;
            }

            recordings.Add(recorder.TryRecord(signal.Row, 1024) ?? throw new TimeoutException("too many signals wait already."));
        }

        if (faults.Count > 0)
        {
            Log.RecoveredUnreadable(logger, strategyId, faults.Count, pair, faults[0]);
        }

        var results = await Task.WhenAll(recordings).WaitAsync(ct);
        return results.Any(result => result.Outcome == RecordOutcome.Unavailable)
            ? throw new TimeoutException("the database does not answer.")
            : (results.Count(result => result.Outcome == RecordOutcome.Stored),
                results.Count(result => result.Outcome == RecordOutcome.Repeated));
    }

    private sealed record Gap(DateTimeOffset Since, int Attempts);
}
