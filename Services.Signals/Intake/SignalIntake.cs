using System.Diagnostics;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Signals.Model;
using BtcWatcher.Services.Signals.Recording;
using BtcWatcher.Services.Signals.Recovery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>Answer to a message that is stored.</summary>
internal sealed record WebhookAnswer(string Status, Guid? SignalId);

/// <summary>What every message goes through once its sender is known: reading, recording, answering.</summary>
internal sealed class SignalIntake(
    SignalRecorder recorder, GapRepair repair, IOptions<SignalsOptions> limits,
    IOptions<InstallationOptions> installation, TimeProvider clock)
{
    public Arrival Arrive(int strategyId, SignalSource source) => new(
        strategyId, WebhookFields.ToMicrosecond(clock.GetUtcNow()), source, installation.Value.Simulated);

    public async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> AcceptAsync(
        ReadSignal read, int bytes, HttpContext http)
    {
        if (read.Row is not { } row)
        {
            return Malformed(WebhookProblems.Fields(read.Faults));
        }

        if (WebhookReader.TimeFault(row, limits.Value) is { } fault)
        {
            return Malformed(WebhookProblems.Time(fault));
        }

        Describe(Activity.Current, row);
        if (recorder.TryRecord(row, bytes) is not { } recording)
        {
            NoteLoss(row);
            return WebhookProblems.Busy(http.Response);
        }

        // The client may leave: its row is committed with the others all the same.
        var result = await recording.WaitAsync(http.RequestAborted);
        switch (result.Outcome)
        {
            case RecordOutcome.Stored or RecordOutcome.Repeated:
                return TypedResults.Ok(new WebhookAnswer("success", result.Id));
            case RecordOutcome.Refused:
                return Malformed(WebhookProblems.Refused(result.Fault!));
            default:
                NoteLoss(row);
                return WebhookProblems.Unavailable(http.Response);
        }
    }

    public static ProblemHttpResult Malformed(ProblemHttpResult problem)
    {
        SignalMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", "malformed"));
        return problem;
    }

    public static ProblemHttpResult WrongSecret()
    {
        SignalMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", "secret"));
        return WebhookProblems.Secret();
    }

    // Only an instance can be asked again; another producer reads the answer.
    private void NoteLoss(SignalRow row)
    {
        if (row.Source == SignalSource.Webhook)
        {
            repair.Request(row.StrategyId);
        }
    }

    private static void Describe(Activity? activity, SignalRow row) =>
        activity?.SetTag("btcwatcher.strategy.id", row.StrategyId).SetTag("btcwatcher.event", row.Event)
            .SetTag("btcwatcher.pair", row.Pair).SetTag("btcwatcher.candle", row.CandleTime?.ToString("O"));
}
