using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Storage;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

internal enum Step { Rest, Start, AwaitReady, Stop, SetStopped, ForgetFailures }

/// <summary>What to do with an instance now, or when to look again; no time: only when something happens.</summary>
internal readonly record struct Decision(Step Step, DateTimeOffset? At = null, string Reason = "");

/// <summary>
/// Converges an instance to what a person asked for. The only place that knows which state follows which.
/// </summary>
internal static class LifecycleRules
{
    /// <summary>States in which there is a process, or may be one.</summary>
    public static bool HasProcess(this InstanceState state) => state is InstanceState.Starting or InstanceState.Running
        or InstanceState.Paused or InstanceState.Idle or InstanceState.Stopping;

    /// <summary>States in which the instance's API can be reached through the gateway.</summary>
    public static bool IsReachable(this InstanceState state) =>
        state is InstanceState.Running or InstanceState.Paused or InstanceState.Idle;

    public static Decision Decide(
        Instance instance, DesiredInstance? desired, bool shuttingDown, TimeSpan stableAfter, DateTimeOffset now,
        bool held = false)
    {
        if (instance.State == InstanceState.Stopping) return new(Step.Stop);
        if (shuttingDown) return instance.State.HasProcess() ? new(Step.Stop, Reason: "shutdown") : new(Step.Rest);
        if (held) return instance.State.HasProcess() ? new(Step.Stop, Reason: "upgrade") : new(Step.Rest);
        if (desired is not { State: DesiredState.Running, Deleted: false }) return TowardsStopped(instance);

        var isOther = desired.Version != instance.Version || desired.RestartNonce != instance.RestartNonce;
        return instance.State switch
        {
            InstanceState.Stopped => new(Step.Start),
            InstanceState.GaveUp => desired.Revision > instance.AppliedRevision ? new(Step.Start) : new(Step.Rest),
            // A clock that was set back since must not hold it up.
            InstanceState.BackingOff => desired.Revision > instance.AppliedRevision || instance.NextAttemptAt <= now
                || instance.StateSince > now ? new(Step.Start) : new(Step.Rest, instance.NextAttemptAt),
            _ when isOther => new(Step.Stop, Reason: desired.Version != instance.Version ? "new_version" : "restart"),
            InstanceState.Starting => new(Step.AwaitReady),
            _ => Stability(instance, stableAfter, now),
        };
    }

    private static Decision TowardsStopped(Instance instance) =>
        instance.State.HasProcess() ? new(Step.Stop, Reason: "stopped")
        // Stopped for another start that is not wanted any more: nobody would resolve its alert.
        : instance is { State: InstanceState.Stopped, AlertRaised: false } ? new(Step.Rest)
        : new(Step.SetStopped);

    private static Decision Stability(Instance instance, TimeSpan stableAfter, DateTimeOffset now)
    {
        if (instance is { Failures: 0, AlertRaised: false }) return new(Step.Rest);
        var stableAt = (instance.ReadyAt ?? instance.StateSince) + stableAfter;
        return stableAt <= now ? new(Step.ForgetFailures) : new(Step.Rest, stableAt);
    }
}
