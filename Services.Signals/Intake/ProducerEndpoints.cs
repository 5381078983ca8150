using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Signals.Grading;
using BtcWatcher.Services.Signals.Query;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Signals.Intake;

/// <summary>What the owner of a producer has to put into it.</summary>
internal sealed record ProducerView(
    int StrategyId, string Strategy, string Path, string Secret, string SecretHeader, string TimestampHeader,
    string SignatureHeader);

/// <summary>Signals of other programs than FreqTrade, in the documented JSON model (docs/signals.md).</summary>
internal static class ProducerEndpoints
{
    public static void MapProducers(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/signals/producers/{strategyId:int}", Get).RequireAuthorization(Policies.Operator)
        .WithTags("Webhook").WithName("GetProducerSecret");

    public static async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> ReceiveAsync(
        int strategyId, HttpContext http, ProducerSecrets secrets, StrategyDirectory strategies, SignalIntake intake)
    {
        var bytes = await WebhookBody.ReadBytesAsync(http.Request, http.RequestAborted);
        if (bytes is not { } raw)
        {
            return SignalIntake.Malformed(TooLarge);
        }

        var secret = SecretOf(strategyId, secrets, strategies);
        return secrets.Admits(http.Request.Headers, raw.Span, secret)
            ? await AcceptAsync(strategyId, WebhookBody.Parse(http.Request.ContentType, raw), http, intake)
            : SignalIntake.WrongSecret();
    }

    /// <summary>The strategy by its name. A name that nobody has is answered as a wrong secret.</summary>
    public static async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> ReceiveNamedAsync(
        HttpContext http, ProducerSecrets secrets, StrategyDirectory strategies, SignalIntake intake)
    {
        var bytes = await WebhookBody.ReadBytesAsync(http.Request, http.RequestAborted);
        if (bytes is not { } raw)
        {
            return SignalIntake.Malformed(TooLarge);
        }

        var body = WebhookBody.Parse(http.Request.ContentType, raw);
        var name = body.Fields is { } fields ? new WebhookFields(fields).Text(200, "strategy") : null;
        var strategyId = name is null ? 0 : strategies.FindByName(name)?.StrategyId ?? 0;
        var secret = SecretOf(strategyId, secrets, strategies);
        return secrets.Admits(http.Request.Headers, raw.Span, secret) && strategyId > 0
            ? await AcceptAsync(strategyId, body, http, intake)
            : SignalIntake.WrongSecret();
    }

    private static async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> AcceptAsync(
        int strategyId, WebhookBody body, HttpContext http, SignalIntake intake) =>
        body.Fields is null
            ? SignalIntake.Malformed(WebhookProblems.Body(body.Status, body.Fault!))
            : await intake.AcceptAsync(
                ProducerMessages.Read(body.Fields, intake.Arrive(strategyId, SignalSource.External)), body.Bytes, http);

    private static Results<Ok<ProducerView>, ProblemHttpResult> Get(
        int strategyId, ProducerSecrets secrets, StrategyDirectory strategies) =>
        strategies.Find(strategyId) is { } profile
            ? TypedResults.Ok(new ProducerView(
                strategyId, profile.Name, $"{WebhookEndpoints.Path}/{strategyId}",
                SecretOf(strategyId, secrets, strategies), ProducerSecrets.SecretHeader,
                ProducerSecrets.TimestampHeader, ProducerSecrets.SignatureHeader))
            : SignalProblems.NoStrategy(strategyId);

    private static string SecretOf(int strategyId, ProducerSecrets secrets, StrategyDirectory strategies) =>
        secrets.Of(strategyId, strategies.Find(strategyId)?.WebhookEpoch ?? 1);

    private static ProblemHttpResult TooLarge => WebhookProblems.Body(
        StatusCodes.Status413PayloadTooLarge, $"The body has more than {WebhookBody.MaxBytes} bytes.");
}
