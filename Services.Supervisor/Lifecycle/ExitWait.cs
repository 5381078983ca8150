using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>How long the exit code of a process that has gone is waited for.</summary>
internal static class ExitWait
{
    /// <summary>Its script has ended, or was never seen.</summary>
    public static readonly TimeSpan WithoutScript = TimeSpan.FromSeconds(1);

    // While it lives, the machine is too busy for it to write, or somebody has stopped it.
    private static readonly TimeSpan WithScript = TimeSpan.FromSeconds(10);

    /// <summary>Asked before the exit code is looked for: a script that has ended has written by then.</summary>
    public static bool IsWorthwhile(Keeper keeper, DateTimeOffset now)
    {
        keeper.GoneSince ??= now;
        return keeper.Instance.Process?.BootId == ProcFs.BootId
            && now - keeper.GoneSince < (ScriptRuns(keeper) ? WithScript : WithoutScript);
    }

    // Whose parent has not its mark has lost its script.
    private static bool ScriptRuns(Keeper keeper)
    {
        if (keeper.Script is null && keeper.Instance.Process is { } process && ProcFs.Parent(process) is { } parent
            && ProcFs.Variable(parent.Pid, InstanceMark.InstanceVariable) == keeper.Mark.ToString())
        {
            keeper.Script = parent;
        }

        return keeper.Script is { } script && ProcFs.IsAlive(script);
    }
}
