using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Supervisor.Storage;

/// <summary>The newest state that a person asked for, as far as the supervisor has seen.</summary>
internal sealed class DesiredInstance
{
    public required int StrategyId { get; init; }
    public long Revision { get; set; }
    public DesiredState State { get; set; }
    public int Version { get; set; }
    public int RestartNonce { get; set; }

    /// <summary>The strategy is deleted: whatever is asked later, it stays stopped.</summary>
    public bool Deleted { get; set; }
}
