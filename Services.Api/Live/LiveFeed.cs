using BtcWatcher.Contracts;
using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.Live;

/// <summary>A strategy's state as the topic strategies tells it; figures are there when they were measured.</summary>
internal sealed record StrategyEvent
{
    public required int StrategyId { get; init; }
    public required string State { get; init; }
    public required long Generation { get; init; }
    public string? Reason { get; init; }
    public bool? DataFresh { get; init; }
    public string? DataReason { get; init; }
    public int? Port { get; init; }
    public int? Pid { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? StateSince { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public double? HealthScore { get; init; }
    public double? LatencyMs { get; init; }
    public double? CpuPercent { get; init; }
    public long? MemoryBytes { get; init; }
    public bool Simulated { get; init; }
}

/// <summary>Makes the browsers' events of what the services say.</summary>
internal sealed class LiveFeed(LiveHub hub, StrategyStates states)
{
    public void Signals(SignalsRecorded batch)
    {
        foreach (var signal in batch.Signals) hub.Publish(LiveTopic.Signals, signal, signal.Position);
    }

    public void Instances(IReadOnlyList<InstanceView> changed)
    {
        foreach (var view in changed) Instance(view);
    }

    public void Instance(InstanceView? view)
    {
        if (view is not null) hub.Publish(LiveTopic.Strategies, Show(view));
    }

    public void Samples(StrategiesSampled sampled)
    {
        foreach (var sample in sampled.Strategies)
        {
            var seen = states.Find(sample.StrategyId);
            var shown = seen is null
                ? new StrategyEvent
                {
                    StrategyId = sample.StrategyId,
                    State = StrategyView.Name(sample.State),
                    Generation = 0,
                }
                : Show(seen);
            hub.Publish(LiveTopic.Strategies, shown with
            {
                HealthScore = sample.HealthScore,
                LatencyMs = sample.LatencyMs ?? shown.LatencyMs,
                CpuPercent = sample.CpuPercent ?? shown.CpuPercent,
                MemoryBytes = sample.MemoryBytes ?? shown.MemoryBytes,
            });
        }
    }

    private static StrategyEvent Show(InstanceView view) => new()
    {
        StrategyId = view.StrategyId,
        State = StrategyView.Name(view.State),
        Generation = view.Generation,
        Reason = view.Reason,
        DataFresh = view.DataFresh,
        DataReason = view.DataReason,
        Port = view.Port,
        Pid = view.Pid,
        StartedAt = view.StartedAt,
        StateSince = view.StateSince,
        NextAttemptAt = view.NextAttemptAt,
        LatencyMs = view.LatencyMs,
        CpuPercent = view.CpuPercent,
        MemoryBytes = view.MemoryBytes,
        Simulated = view.Simulated,
    };
}
