namespace BtcWatcher.Services.Notifications.Delivering;

internal enum OutcomeKind { Delivered, TryAgain, Refused }

/// <summary>How one attempt ended.</summary>
/// <param name="Kind">Refused: trying again would not help.</param>
/// <param name="Answer">What the provider answered, or why there was no answer.</param>
/// <param name="Uncertain">True when the provider may have taken it although the attempt failed.</param>
/// <param name="RetryAfter">The wait that the provider asked for.</param>
internal sealed record Outcome(OutcomeKind Kind, string Answer, bool Uncertain = false, TimeSpan? RetryAfter = null)
{
    public static Outcome Delivered(string answer) => new(OutcomeKind.Delivered, answer);

    public static Outcome TryAgain(string reason, bool uncertain = false, TimeSpan? retryAfter = null) =>
        new(OutcomeKind.TryAgain, reason, uncertain, retryAfter);

    public static Outcome Refused(string reason) => new(OutcomeKind.Refused, reason);
}
