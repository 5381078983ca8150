using System.Text.Json;
using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>Why an instance could not start or did not stay.</summary>
internal enum FailureCause
{
    /// <summary>It ended by itself, and its log does not say why.</summary>
    Crashed,
    PortTaken,
    Config,
    Strategy,
    Exchange,
    Permission,
    OutOfMemory,
    Timeout,
    Killed,

    /// <summary>It used more than its limit; the machine had memory left.</summary>
    MemoryLimit,
    Unresponsive,
    LoopFrozen,

    /// <summary>The configuration was refused before a process was started.</summary>
    ConfigInvalid,
    FreqtradeMissing,
    DefinitionUnavailable,

    /// <summary>The machine, or the pool of ports, does not hold one more.</summary>
    Capacity,

    /// <summary>
    /// It ended together with what watched it: the machine, its container, or the supervisor during the start.
    /// </summary>
    Interrupted,
}

internal enum FailureKind
{
    /// <summary>Counted: too many in a row, and a person must decide.</summary>
    Fault,

    /// <summary>Would most likely happen again: one more try.</summary>
    Lasting,

    /// <summary>Will happen again.</summary>
    Permanent,

    /// <summary>Not the strategy's fault: tried again for ever, ever more slowly.</summary>
    Outside,
}

/// <summary>A failure with its cause and what a person should read.</summary>
internal sealed record Failure(FailureCause Cause, string Text)
{
    private const int NoSpace = 28;
    private const int QuotaReached = 122;

    public FailureKind Kind => Cause switch
    {
        FailureCause.ConfigInvalid => FailureKind.Permanent,
        FailureCause.Config or FailureCause.Strategy or FailureCause.Permission => FailureKind.Lasting,
        FailureCause.PortTaken or FailureCause.Exchange or FailureCause.LoopFrozen or FailureCause.FreqtradeMissing
            or FailureCause.DefinitionUnavailable or FailureCause.Capacity or FailureCause.Interrupted =>
                FailureKind.Outside,
        _ => FailureKind.Fault,
    };

    /// <summary>The stable name, such as port_taken.</summary>
    public string Name => JsonNamingPolicy.SnakeCaseLower.ConvertName(Cause.ToString());

    /// <summary>The reason as stored and shown: "port_taken: text".</summary>
    public string Reason => $"{Name}: {Text}";

    /// <summary>Of a start that did not get as far as a process.</summary>
    public static Failure OfStart(Exception fault) => new(
        fault switch
        {
            InvalidDataException => FailureCause.ConfigInvalid,
            InstanceStartException => FailureCause.Crashed,
            // The disk, or the share of it that a user may have, is full: that passes.
            IOException { HResult: NoSpace or QuotaReached } => FailureCause.Capacity,
            _ => FailureCause.Permission,
        },
        fault.Message);

    /// <summary>From a stored reason.</summary>
    public static Failure Parse(string reason)
    {
        var colon = reason.IndexOf(':', StringComparison.Ordinal);
        return Enum.TryParse<FailureCause>(
            reason[..Math.Max(colon, 0)].Replace("_", ""), ignoreCase: true, out var cause)
            ? new(cause, reason[(colon + 1)..].Trim())
            : new(FailureCause.Crashed, reason);
    }
}
