using System.Runtime.InteropServices;

namespace BtcWatcher.Simulator.Faults;

/// <summary>Ends this process without any clean-up, as os._exit and a fatal signal do.</summary>
internal static partial class NativeProcess
{
    /// <summary>False where the signal could not be sent.</summary>
    public static bool Kill(int pid, int signal) => KillNative(pid, signal) == 0;

    public static void ExitNow(int code) => ExitNative(code);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int KillNative(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial void ExitNative(int code);
}
