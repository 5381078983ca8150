using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Signals.Intake;
using BtcWatcher.Services.Signals.Recording;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Signals.Recovery;

/// <summary>What one reading of an instance brought: new signals, and those that were there already.</summary>
internal sealed record Recovery(int Added, int Known);

/// <summary>Reads one instance and records what it knows through the same writer as its webhooks.</summary>
internal sealed class InstanceRecovery(
    InstanceReader instances, SignalRecorder recorder, IOptions<SignalsOptions> options,
    IOptions<InstallationOptions> installation, TimeProvider clock, ILogger<InstanceRecovery> logger)
{
    private const int MostCandles = 1000;

    /// <exception cref="HttpRequestException">The instance cannot be reached.</exception>
    /// <exception cref="TimeoutException">The database does not take the signals.</exception>
    public async Task<Recovery> RunAsync(int strategyId, DateTimeOffset since, CancellationToken ct)
    {
        var route = await instances.FindAsync(strategyId, ct)
            ?? throw new HttpRequestException("the supervisor has no route to its instance.");
        var results = new List<RecordResult>();
        var config = await instances.ReadAsync(route, "show_config", ct);
        var timeframe = config["timeframe"]?.GetValue<string>() ?? "5m";
        var length = Timeframe.Length(timeframe) ?? TimeSpan.FromMinutes(5);
        // The Simulator's candles follow each other faster than their timeframe says.
        var candles = installation.Value.Simulated
            ? MostCandles : Math.Clamp((long)((clock.GetUtcNow() - since) / length) + 2, 2, MostCandles);
        var whitelist = await instances.ReadAsync(route, "whitelist", ct);
        foreach (var pair in whitelist["whitelist"]?.AsArray().Select(pair => pair!.GetValue<string>()) ?? [])
        {
            var answer = await instances.ReadAsync(
                route, $"pair_candles?pair={Uri.EscapeDataString(pair)}&timeframe={timeframe}&limit={candles}", ct);
            results.AddRange(await RecordAsync(
                strategyId, RecoveredMessages.Candles(answer, since), StrategyMessages.ReadCandle, ct));
        }

        var open = await instances.ReadAsync(route, "status", ct);
        var closed = await instances.ReadAsync(route, "trades?limit=500&order_by_id=false", ct);
        results.AddRange(await RecordAsync(
            strategyId, RecoveredMessages.Trades(open.AsArray().Concat(closed["trades"]?.AsArray() ?? []), since),
            (fields, arrival) => TradeEvents.Read(fields, arrival, fields.Required(64, "event")), ct));
        return new Recovery(
            results.Count(result => result.Outcome == RecordOutcome.Stored),
            results.Count(result => result.Outcome == RecordOutcome.Repeated));
    }

    private async Task<RecordResult[]> RecordAsync(
        int strategyId, IEnumerable<JsonObject> messages, Func<WebhookFields, Arrival, ReadSignal> read,
        CancellationToken ct)
    {
        var recordings = new List<Task<RecordResult>>();
        var faults = new List<string>();
        foreach (var message in messages)
        {
            var now = WebhookFields.ToMicrosecond(clock.GetUtcNow());
            var arrival = new Arrival(strategyId, now, SignalSource.Recovered, installation.Value.Simulated);
            var signal = read(new WebhookFields(message), arrival);
            if (signal.Row is null || WebhookReader.TimeFault(signal.Row, options.Value) is not null)
            {
                faults.Add(signal.Faults.Select(fault => $"{fault.Key} {fault.Value[0]}")
                    .FirstOrDefault("its time is beyond reason"));
                continue;
            }

            recordings.Add(recorder.TryRecord(signal.Row, WebhookBody.MaxBytes / 16)
                ?? throw new TimeoutException("too many signals wait already."));
        }

        if (faults.Count > 0)
        {
            Log.RecoveredUnreadable(logger, strategyId, faults.Count, faults[0]);
        }

        var results = await Task.WhenAll(recordings).WaitAsync(ct);
        return results.Any(result => result.Outcome == RecordOutcome.Unavailable)
            ? throw new TimeoutException("the database does not answer.") : results;
    }
}
