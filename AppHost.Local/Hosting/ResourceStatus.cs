using System.Text.Json.Serialization;

namespace BtcWatcher.AppHost.Local.Hosting;

[JsonConverter(typeof(JsonStringEnumConverter<ResourceState>))]
internal enum ResourceState
{
    [JsonStringEnumMemberName("waiting")]
    Waiting,
    [JsonStringEnumMemberName("starting")]
    Starting,
    [JsonStringEnumMemberName("running")]
    Running,
    [JsonStringEnumMemberName("restarting")]
    Restarting,
    [JsonStringEnumMemberName("failed")]
    Failed,
    [JsonStringEnumMemberName("stopping")]
    Stopping,
    [JsonStringEnumMemberName("stopped")]
    Stopped,
}

/// <summary>
/// One resource as it was last seen; <c>health</c> is <c>healthy</c>, <c>unhealthy</c> or <c>unknown</c>.
/// </summary>
internal sealed record ResourceStatus(
    string Name,
    string Kind,
    ResourceState State,
    string Health,
    ProcessIdentityRecord? Process,
    IReadOnlyList<string> Urls,
    string Log,
    int Restarts,
    string? Reason)
{
    public bool IsHealthy => State == ResourceState.Running && Health == "healthy";
}

internal sealed record ProcessIdentityRecord(int Pid, long Start);

/// <summary>
/// What the host writes down in <c>run/state.json</c> for <c>./run --status</c> and for the next start.
/// </summary>
internal sealed record HostStatus(
    ProcessIdentityRecord Host,
    string State,
    string? Error,
    int PortBase,
    IReadOnlyList<ResourceStatus> Resources);
