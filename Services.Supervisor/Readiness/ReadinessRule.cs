using BtcWatcher.Services.Supervisor.Probing;

namespace BtcWatcher.Services.Supervisor.Readiness;

/// <summary>
/// Whether a starting instance is ready; if not, what it waits for, whether its own API is up at least, or that somebody
/// else answers in its place.
/// </summary>
internal sealed record ReadinessVerdict(bool IsReady, bool IsStranger, string Waiting, bool IsUp = false);

/// <summary>
/// Ready is: it answers, it is the one that was started, it has the expected state, and it has ended a loop since its
/// start. Each alone is true of some instance that will never trade (facts 5.1, 5.3).
/// </summary>
internal static class ReadinessRule
{
    public static ReadinessVerdict Judge(Observation seen, string botName, DateTimeOffset startedAt)
    {
        if (!seen.Answers) return Not("its API does not answer");
        if (seen.Refused) return new(false, true, "another program answers on its port");
        if (seen.BotName is null) return Not("its API does not tell its name yet");
        if (seen.BotName != botName) return new(false, true, "another bot answers on its port");
        if (seen.TraderState != "running") return Up($"its state is '{seen.TraderState}', not 'running'");
        // FreqTrade tells whole seconds.
        var earliest = startedAt.ToUnixTimeSeconds();
        return seen.LastProcessAt is { } last && last.ToUnixTimeSeconds() >= earliest
            ? new(true, false, "", true)
            : Up("it has not ended its first loop");
    }

    private static ReadinessVerdict Not(string waiting) => new(false, false, waiting);

    private static ReadinessVerdict Up(string waiting) => new(false, false, waiting, true);
}
