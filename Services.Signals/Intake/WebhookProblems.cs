using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Signals.Intake;

internal static class WebhookProblems
{
    public static ProblemHttpResult Secret() => Problems.Of(
        StatusCodes.Status401Unauthorized, "signals:webhook_secret", "The webhook secret is wrong",
        "The supervisor gives an instance its webhook address at the start: restart the strategy for the present one. "
        + "Another producer sends the header X-Webhook-Secret, or X-Webhook-Timestamp and X-Webhook-Signature.");

    public static ProblemHttpResult Body(int status, string fault) => Problems.Of(
        status, status == StatusCodes.Status413PayloadTooLarge ? "signals:too_large" : "signals:malformed",
        "The message cannot be read", fault);

    public static ProblemHttpResult Fields(IReadOnlyDictionary<string, string[]> faults) => Problems.Of(
        StatusCodes.Status400BadRequest, "signals:malformed", "The message cannot be read",
        string.Join("; ", faults.Select(fault => $"{fault.Key} {fault.Value[0]}")) + ".",
        new Dictionary<string, object?> { ["errors"] = faults });

    public static ProblemHttpResult Time(string fault) => Problems.Of(
        StatusCodes.Status400BadRequest, "signals:time", "The time of the event is beyond reason", fault);

    public static ProblemHttpResult Refused(string fault) => Problems.Of(
        StatusCodes.Status400BadRequest, "signals:refused", "The message cannot be stored", fault);

    public static ProblemHttpResult Busy(HttpResponse response) => Later(
        response, "signals:overload", "Too many messages wait",
        "More messages come in than can be stored. Send this one again.");

    public static ProblemHttpResult Unavailable(HttpResponse response) => Later(
        response, "signals:unavailable", "The message may not be stored",
        "The database does not answer. Send the message again: if it was stored after all, it stays one signal.");

    private static ProblemHttpResult Later(HttpResponse response, string type, string title, string detail)
    {
        response.Headers.RetryAfter = "1";
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, type, title, detail);
    }
}
