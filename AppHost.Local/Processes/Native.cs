using System.Runtime.InteropServices;

namespace BtcWatcher.AppHost.Local.Processes;

internal enum UnixSignal
{
    None = 0,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}

/// <summary>The two system calls that the framework does not offer.</summary>
internal static partial class Native
{
    public static bool IsRoot => EffectiveUser() == 0;

    /// <summary>Signals one process; false when it is gone (or belongs to somebody else).</summary>
    public static bool Signal(int pid, UnixSignal signal) => pid > 1 && Kill(pid, (int)signal) == 0;

    /// <summary>Signals a whole process group; false when nobody is left in it.</summary>
    public static bool SignalGroup(int group, UnixSignal signal) => group > 1 && Kill(-group, (int)signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
