using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Monitoring.Health;

internal enum HealthStatus { Healthy, Degraded, Unhealthy, Unreachable, Starting, Stopped, Idle, Stale }

/// <param name="Status">In a word.</param>
/// <param name="Score">0 to 100; null when there is nothing that is meant to run.</param>
internal sealed record HealthVerdict(HealthStatus Status, double? Score);

/// <summary>Scores strategies and the installation. What was not seen lately is stale and never healthy.</summary>
internal static class HealthRule
{
    public const double Healthy = 80;
    public const double Unhealthy = 50;
    // The supervisor probes the 999th of as many every 25 seconds.
    private static readonly TimeSpan LongestProbeAge = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestLoop = TimeSpan.FromSeconds(300);

    /// <param name="seenAt">When the supervisor told of the instance.</param>
    /// <param name="staleAfter">Age above which that is no knowledge any more.</param>
    public static HealthVerdict Of(
        InstanceView instance, DateTimeOffset seenAt, DateTimeOffset now, TimeSpan staleAfter)
    {
        var isSilent = now - seenAt > staleAfter;
        if (instance.Desired == DesiredState.Stopped)
        {
            return new(isSilent ? HealthStatus.Stale : HealthStatus.Stopped, null);
        }

        // Only a process has probes; what is known of the others is as old as the supervisor's word.
        var hasProbes = instance.State is InstanceState.Running or InstanceState.Paused or InstanceState.Idle;
        if (isSilent || (hasProbes && now - instance.ProbedAt > LongestProbeAge)) return new(HealthStatus.Stale, 0);
        if (instance.State == InstanceState.Starting) return new(HealthStatus.Starting, 0);
        if (!instance.Responding
            || instance.State is InstanceState.Stopped or InstanceState.BackingOff or InstanceState.GaveUp)
        {
            return new(HealthStatus.Unreachable, 0);
        }

        var lost = ForLatency(instance.LatencyMs) + ForTrader(instance) + ForLoop(instance.LastProcessAt, now);
        var score = Math.Max(0, 100 - lost);
        return new(StatusOf(score), score);
    }

    /// <summary>The mean of those that are meant to run; idle and without a score when none is.</summary>
    public static HealthVerdict OfAll(IReadOnlyCollection<HealthVerdict> strategies)
    {
        var meant = strategies.Where(strategy => strategy.Score is not null).ToList();
        if (meant.Count == 0) return new(HealthStatus.Idle, null);
        if (meant.TrueForAll(strategy => strategy.Status == HealthStatus.Stale)) return new(HealthStatus.Stale, 0);
        var score = Math.Round(meant.Average(strategy => strategy.Score!.Value), 1);
        return new(StatusOf(score), score);
    }

    private static HealthStatus StatusOf(double score) => score switch
    {
        >= Healthy => HealthStatus.Healthy,
        >= Unhealthy => HealthStatus.Degraded,
        _ => HealthStatus.Unhealthy,
    };

    private static double ForLatency(double? milliseconds) => milliseconds switch
    {
        > 5000 => 20,
        > 2000 => 10,
        > 1000 => 5,
        _ => 0,
    };

    private static double ForTrader(InstanceView instance) =>
        instance.State != InstanceState.Running || (instance.TraderState is { } state && state != "running") ? 20 : 0;

    private static double ForLoop(DateTimeOffset? lastProcess, DateTimeOffset now) =>
        lastProcess is { } at && now - at > LongestLoop ? 20 : 0;
}
