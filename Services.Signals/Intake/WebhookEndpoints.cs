using System.Security.Cryptography;
using System.Text;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Signals.Grading;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Signals.Intake;

internal static class WebhookEndpoints
{
    public const string Path = "/api/v1/signals/webhook";

    /// <summary>The same for producers, in short.</summary>
    public const string ShortPath = "/webhook";

    public static void MapWebhook(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path + "/{strategyId:int}", ReceiveAsync).AllowAnonymous()
            .WithTags("Webhook").WithName("ReceiveWebhook")
            .WithDescription("From FreqTrade, with the strategy's secret as a further path segment, or from another "
                + "producer, with the secret or a signature in its headers. 200 means stored.");
        routes.MapPost(ShortPath + "/{strategyId:int}", ProducerEndpoints.ReceiveAsync).AllowAnonymous()
            .ExcludeFromDescription();
        routes.MapPost(Path, ProducerEndpoints.ReceiveNamedAsync).AllowAnonymous()
            .WithTags("Webhook").WithName("ReceiveNamedWebhook")
            .WithDescription("From another producer than FreqTrade; the body's \"strategy\" is the strategy's name.");
        routes.MapPost(ShortPath, ProducerEndpoints.ReceiveNamedAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<Results<Ok<WebhookAnswer>, ProblemHttpResult>> ReceiveAsync(
        int strategyId, HttpContext http, InstallationKeys keys, ProducerSecrets secrets,
        StrategyDirectory strategies, SignalIntake intake)
    {
        if (http.Features.Get<SecretInPath>() is not { } path)
        {
            return await ProducerEndpoints.ReceiveAsync(strategyId, http, secrets, strategies, intake);
        }

        if (!IsRight(strategyId, path.Secret, keys, strategies))
        {
            return SignalIntake.WrongSecret();
        }

        var body = await WebhookBody.ReadAsync(http.Request, http.RequestAborted);
        return body.Fields is null
            ? SignalIntake.Malformed(WebhookProblems.Body(body.Status, body.Fault!))
            : await intake.AcceptAsync(
                WebhookReader.Read(body.Fields, intake.Arrive(strategyId, SignalSource.Webhook)), body.Bytes, http);
    }

    // A strategy that is not known here yet has its first epoch: the secret itself proves that it exists.
    private static bool IsRight(int strategyId, string given, InstallationKeys keys, StrategyDirectory strategies) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(given),
            Encoding.UTF8.GetBytes(keys.WebhookSecret(strategyId, strategies.Find(strategyId)?.WebhookEpoch ?? 1)));
}
