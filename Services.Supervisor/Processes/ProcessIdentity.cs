namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>What a process is known by: numbers of processes are used again, this is not.</summary>
/// <param name="Pid">Also the number of its session and process group.</param>
/// <param name="StartTicks">When it began, in clock ticks since boot: field 22 of /proc/PID/stat.</param>
/// <param name="BootId">Of the boot in which it began.</param>
internal sealed record ProcessIdentity(int Pid, long StartTicks, string BootId);
