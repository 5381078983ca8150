using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Lifecycle;

namespace BtcWatcher.Services.Supervisor.Probing;

/// <summary>What an observation means, together with those before it (facts 5.2, 5.3).</summary>
internal sealed record ProbeRules(string BotName, TimeSpan UnresponsiveAfter, TimeSpan FrozenAfter)
{
    // Worth a remark long before it is worth a restart: a hanging exchange freezes the loop too, and recovers alone.
    private const int RemarkPart = 3;

    // After the machine has slept, or its clock was set, every loop seems to have stood for long: until it has ended one.
    private const int FrozenLooks = 3;

    /// <param name="seen">The new observation.</param>
    /// <param name="before">The last probe of this generation; null for the first.</param>
    /// <param name="generation">Of the instance.</param>
    /// <param name="watchedSince">Since when it is watched as running.</param>
    /// <param name="now">When it was seen.</param>
    public InstanceProbe Judge(
        Observation seen, InstanceProbe? before, long generation, DateTimeOffset watchedSince, DateTimeOffset now)
    {
        var isOurs = seen.BotName == BotName;
        var isActive = isOurs && seen.TraderState is "running" or "paused";
        var probe = new InstanceProbe
        {
            Generation = generation,
            At = now,
            Responding = isOurs,
            AnsweredAt = isOurs ? now : before?.AnsweredAt ?? watchedSince,
            ActiveSince = isActive ? before?.ActiveSince ?? now : null,
            TraderState = isOurs ? seen.TraderState : before?.TraderState,
            LatencyMs = seen.LatencyMs,
            LastProcessAt = isOurs ? seen.LastProcessAt : before?.LastProcessAt,
            Means = isOurs ? Meaning(seen.TraderState) : null,
        };
        return Explain(probe, seen, before?.LooksFrozen ?? 0);
    }

    private InstanceProbe Explain(InstanceProbe probe, Observation seen, int looksFrozen)
    {
        if (seen.Refused || (seen.BotName is not null && seen.BotName != BotName))
        {
            return probe with { Fault = new(FailureCause.PortTaken, "another program answers on its port") };
        }

        var silent = probe.At - probe.AnsweredAt;
        var silence = $"its API has not answered for {silent.TotalSeconds:0} s";
        if (silent >= UnresponsiveAfter) return probe with { Fault = new(FailureCause.Unresponsive, silence) };
        if (silent > UnresponsiveAfter / RemarkPart) return probe with { Remark = silence };
        if (LoopAge(probe) is not { } age) return probe;

        var standing = $"its loop has not ended for {age.TotalSeconds:0} s";
        if (age >= FrozenAfter) probe = probe with { LooksFrozen = looksFrozen + 1 };
        if (probe.LooksFrozen >= FrozenLooks) return probe with { Fault = new(FailureCause.LoopFrozen, standing) };
        return age > FrozenAfter / RemarkPart ? probe with { Remark = standing } : probe;
    }

    // After a stop by command the last loop is old until the next one ends.
    private static TimeSpan? LoopAge(InstanceProbe probe) => probe.ActiveSince is not { } active ? null
        : probe.LastProcessAt is { } last && last > active ? probe.At - last : probe.At - active;

    private static InstanceState? Meaning(string? traderState) => traderState switch
    {
        "running" => InstanceState.Running,
        "paused" => InstanceState.Paused,
        "stopped" => InstanceState.Idle,
        _ => null,
    };
}
