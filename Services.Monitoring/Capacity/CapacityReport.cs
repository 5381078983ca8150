using System.Text.Json.Serialization;

namespace BtcWatcher.Services.Monitoring.Capacity;

/// <summary>
/// Answer of the supervisor's GET /internal/capacity. It counts and judges; here its words are only passed on.
/// </summary>
internal sealed record CapacityReport
{
    public required SystemCapacity Capacity { get; init; }
    public required PortPool PortPool { get; init; }
    public Starts? Starts { get; init; }
    public InstanceNeed? Need { get; init; }
    public IReadOnlyList<Limit> Limits { get; init; } = [];

    /// <summary>Why the next start would be refused; null when it would not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Addresses that ask more of an exchange than they should; nothing is refused for it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What starts now, what waits for its turn, and how many may start at once.</summary>
internal sealed record Starts(int Starting, int Waiting, int AtOnce);

/// <summary>What one more instance is likely to take; seen: how many running ones tell it, 0 for a default.</summary>
internal sealed record InstanceNeed(long MemoryBytes, long Tasks, int Seen);

/// <summary>A resource (ports, memory in bytes, descriptors, tasks), and how many more instances it holds.</summary>
internal sealed record Limit(
    string Resource, [property: JsonPropertyName("limit")] string Name, long Free, long Each, long Fits);
