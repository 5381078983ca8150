namespace BtcWatcher.Services.Supervisor.Probing;

/// <summary>What an instance's API told in one look.</summary>
/// <param name="Answers">It answered the ping.</param>
/// <param name="Refused">It refused our credentials: it is not ours.</param>
/// <param name="BotName">Null when it did not tell.</param>
/// <param name="TraderState">running, paused, stopped, reload_config or empty.</param>
/// <param name="LastProcessAt">End of the last loop; null before the first.</param>
/// <param name="LatencyMs">Of the slowest answer.</param>
internal sealed record Observation(
    bool Answers, bool Refused, string? BotName, string? TraderState, DateTimeOffset? LastProcessAt, double? LatencyMs)
{
    public static Observation Silent { get; } = new(false, false, null, null, null, null);
}
