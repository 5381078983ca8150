using System.Runtime.InteropServices;

namespace BtcWatcher.Services.Supervisor.Processes;

internal static partial class Signals
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    public static void Terminate(ProcessIdentity process) => Send(process, process.Pid, SigTerm);

    /// <summary>Ends the process and everything in its group.</summary>
    public static void KillGroup(ProcessIdentity process) => Send(process, -process.Pid, SigKill);

    public static void Kill(ProcessIdentity process) => Send(process, process.Pid, SigKill);

    /// <summary>Ends what a process that has gone has left in its group.</summary>
    public static void KillLeftOf(ProcessIdentity gone)
    {
        // Its number is not given to another as long as its group has members.
        if (gone.BootId == ProcFs.BootId && ProcFs.IsFree(gone)) _ = SendSignal(-gone.Pid, SigKill);
    }

    // A failure means that it has gone meanwhile, which the next look at it sees.
    private static void Send(ProcessIdentity process, int target, int signal)
    {
        if (ProcFs.IsAlive(process)) _ = SendSignal(target, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
