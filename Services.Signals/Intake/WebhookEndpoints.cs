using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Signals.Grading;
using BtcWatcher.Services.Signals.Model;
using BtcWatcher.Services.Signals.Recording;
using BtcWatcher.Services.Signals.Recovery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>Answer to a message that is stored.</summary>
internal sealed record WebhookAnswer(string Status, Guid? SignalId);

internal static class WebhookEndpoints
{
    public const string Path = "/api/v1/signals/webhook";

    public static void MapWebhook(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path + "/{strategyId:int}", ReceiveAsync).AllowAnonymous()
            .WithTags("Webhook").WithName("ReceiveWebhook")
            .WithDescription("From FreqTrade, with the strategy's secret as a further path segment. 200 means stored.");

    private static async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> ReceiveAsync(
        int strategyId, HttpContext http, InstallationKeys keys, StrategyDirectory strategies, SignalRecorder recorder,
        GapRepair repair, IOptions<SignalsOptions> limits, IOptions<InstallationOptions> installation,
        TimeProvider clock)
    {
        if (!IsRight(strategyId, http.Features.Get<SecretInPath>()?.Secret, keys, strategies))
        {
            SignalMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", "secret"));
            return WebhookProblems.Secret();
        }

        var body = await WebhookBody.ReadAsync(http.Request, http.RequestAborted);
        if (body.Fields is null)
        {
            return Malformed(WebhookProblems.Body(body.Status, body.Fault!));
        }

        var now = WebhookFields.ToMicrosecond(clock.GetUtcNow());
        var arrival = new Arrival(strategyId, now, SignalSource.Webhook, installation.Value.Simulated);
        var read = WebhookReader.Read(body.Fields, arrival);
        if (read.Row is null)
        {
            return Malformed(WebhookProblems.Fields(read.Faults));
        }

        if (WebhookReader.TimeFault(read.Row, limits.Value) is { } fault)
        {
            return Malformed(WebhookProblems.Time(fault));
        }

        Describe(Activity.Current, read.Row);
        return await RecordAsync(read.Row, body.Bytes, http, recorder, repair);
    }

    private static async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> RecordAsync(
        SignalRow row, int bytes, HttpContext http, SignalRecorder recorder, GapRepair repair)
    {
        if (recorder.TryRecord(row, bytes) is not { } recording)
        {
            repair.Request(row.StrategyId);
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
                repair.Request(row.StrategyId);
                return WebhookProblems.Unavailable(http.Response);
        }
    }

    // A strategy that is not known here yet has its first epoch: the secret itself proves that it exists.
    private static bool IsRight(int strategyId, string? given, InstallationKeys keys, StrategyDirectory strategies) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(given ?? ""),
            Encoding.UTF8.GetBytes(keys.WebhookSecret(strategyId, strategies.Find(strategyId)?.WebhookEpoch ?? 1)));

    private static ProblemHttpResult Malformed(ProblemHttpResult problem)
    {
        SignalMetrics.Refused.Add(1, new KeyValuePair<string, object?>("reason", "malformed"));
        return problem;
    }

    private static void Describe(Activity? activity, SignalRow row)
    {
        activity?.SetTag("btcwatcher.strategy.id", row.StrategyId).SetTag("btcwatcher.event", row.Event)
            .SetTag("btcwatcher.pair", row.Pair).SetTag("btcwatcher.candle", row.CandleTime?.ToString("O"));
    }
}
