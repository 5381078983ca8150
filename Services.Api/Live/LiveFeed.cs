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
internal sealed class LiveFeed(LiveStream stream, StrategyStates states)
{
    public static LiveEntry Entry(Signal signal)
    {
        var position = new LivePosition(signal.Position);
        return new(
            LiveTopic.Signals, position,
            new(signal.StrategyId, signal.Pair, LiveTopics.Level(signal.Level)),
            LiveMessages.Event(LiveTopic.Signals, LiveMessages.Data(signal), position));
    }

    /// <param name="topic">Where it is shown.</param>
    /// <param name="key">The same in every process that tells of it.</param>
    /// <param name="data">Its JSON's source.</param>
    /// <param name="tags">What it can be chosen by.</param>
    /// <param name="ct">Ends the waiting for a place.</param>
    public ValueTask PublishAsync(LiveTopic topic, string key, object data, LiveTags tags, CancellationToken ct) =>
        stream.PublishAsync(topic, [new(key, tags, LiveMessages.Data(data))], ct);

    /// <param name="changed">Instances in another state than before.</param>
    /// <param name="message">Id of the message that told it; null when the supervisor was asked.</param>
    /// <param name="ct">Ends the waiting for a place.</param>
    public ValueTask InstancesAsync(IReadOnlyList<InstanceView> changed, Guid? message, CancellationToken ct) =>
        stream.PublishAsync(
            LiveTopic.Strategies,
            [.. changed.Select(view => Draft(
                message?.ToString() ?? $"{view.StateSince:O}{view.ProbedAt:O}", Show(view)))],
            ct);

    public ValueTask SamplesAsync(StrategiesSampled sampled, Guid? message, CancellationToken ct) =>
        stream.PublishAsync(
            LiveTopic.Strategies,
            [.. sampled.Strategies.Select(one => Draft(message?.ToString() ?? $"{sampled.At:O}", Show(one)))], ct);

    private static LiveDraft Draft(string key, StrategyEvent shown) => new(
        $"{key}:{shown.StrategyId}", new(shown.StrategyId, Level: shown.State), LiveMessages.Data(shown));

    private StrategyEvent Show(StrategySample sample)
    {
        var shown = states.Find(sample.StrategyId) is { } seen ? Show(seen) : new StrategyEvent
        {
            StrategyId = sample.StrategyId,
            State = StrategyView.Name(sample.State),
            Generation = 0,
        };
        return shown with
        {
            HealthScore = sample.HealthScore,
            LatencyMs = sample.LatencyMs ?? shown.LatencyMs,
            CpuPercent = sample.CpuPercent ?? shown.CpuPercent,
            MemoryBytes = sample.MemoryBytes ?? shown.MemoryBytes,
        };
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
