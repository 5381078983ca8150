using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Storage;

/// <summary>
/// What the supervisor knows of one strategy's instance. Written only by its keeper; a read copy never changes.
/// </summary>
internal sealed class Instance
{
    public required int StrategyId { get; init; }

    /// <summary>Counter of starts.</summary>
    public long Generation { get; set; }
    public InstanceState State { get; set; }
    public DateTimeOffset StateSince { get; set; }
    public string? Reason { get; set; }

    /// <summary>Why the supervisor itself is ending the process; null when a person asked.</summary>
    public string? EndingBecause { get; set; }

    /// <summary>Version, nonce and revision with which it was last started.</summary>
    public int Version { get; set; }
    public int RestartNonce { get; set; }
    public long AppliedRevision { get; set; }

    /// <summary>The version of FreqTrade that it runs with; null: what is configured.</summary>
    public string? ProgramVersion { get; set; }

    /// <summary>The leased port; null gives it back.</summary>
    public int? Port { get; set; }
    public int? Pid { get; set; }
    public long? StartTicks { get; set; }
    public string? BootId { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? ReadyAt { get; set; }
    public int? ExitCode { get; set; }

    /// <summary>Failures in a row of any kind, and those among them that are the strategy's own.</summary>
    public int Failures { get; set; }
    public int Faults { get; set; }
    public DateTimeOffset? NextAttemptAt { get; set; }
    public bool AlertRaised { get; set; }

    /// <summary>In MiB, of the present generation; null when it has none.</summary>
    public int? MemoryLimitMb { get; set; }

    /// <summary>The alert that it analyses no new candles is open.</summary>
    public bool DataAlertRaised { get; set; }

    /// <summary>How many changes of state there were.</summary>
    public long Changes { get; set; }

    /// <summary>Sealed; the same over restarts.</summary>
    public string? SealedCredentials { get; set; }

    public ProcessIdentity? Process =>
        State == InstanceState.Stopped || Pid is null ? null : new(Pid.Value, StartTicks ?? 0, BootId ?? "");

    public void Enter(InstanceState state, DateTimeOffset now, string? reason)
    {
        State = state;
        StateSince = now;
        Reason = reason;
    }

    /// <summary>It is started for this; a new decision of a person makes earlier failures history.</summary>
    public void Follows(DesiredInstance desired)
    {
        if (desired.Revision > AppliedRevision) (Failures, Faults) = (0, 0);
        (Version, RestartNonce, AppliedRevision) = (desired.Version, desired.RestartNonce, desired.Revision);
    }

    public void HasProcess(ProcessIdentity process, DateTimeOffset startedAt)
    {
        (Pid, StartTicks, BootId) = (process.Pid, process.StartTicks, process.BootId);
        StartedAt = startedAt;
    }

    public void HasNoProcess()
    {
        (Pid, StartTicks, BootId) = (null, null, null);
        (Port, ReadyAt, EndingBecause) = (null, null, null);
    }
}
