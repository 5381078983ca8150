using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>
/// Tells which of many processes have ended, by one system call: to read /proc for each of 999 once a second is 3 % of
/// a core. Each descriptor (pidfd_open, Linux 5.3) is of exactly one process, whatever becomes of its number.
/// </summary>
internal sealed partial class ProcessPoll : IDisposable
{
    private const int PidFdOpen = 434;
    private const short Readable = 1;
    private readonly Dictionary<int, (ProcessIdentity Process, SafeFileHandle? Descriptor)> _watched = [];

    /// <summary>Those that have ended; what is not asked for any more is let go.</summary>
    public IReadOnlySet<int> Ended(IReadOnlyCollection<ProcessIdentity> processes)
    {
        Follow(processes);
        var ended = new HashSet<int>();
        var polled = new List<int>(_watched.Count);
        foreach (var (pid, (process, descriptor)) in _watched)
        {
            if (descriptor is not null) polled.Add(pid);
            else if (!ProcFs.IsAlive(process)) ended.Add(pid);
        }

        var entries = polled.ConvertAll(pid =>
            new Entry { Descriptor = (int)_watched[pid].Descriptor!.DangerousGetHandle(), Asked = Readable }).ToArray();
        if (Poll(entries, (nuint)entries.Length, 0) > 0)
        {
            ended.UnionWith(polled.Where((_, index) => entries[index].Seen != 0));
        }

        return ended;
    }

    public void Dispose()
    {
        foreach (var (_, descriptor) in _watched.Values) descriptor?.Dispose();
        _watched.Clear();
    }

    private void Follow(IReadOnlyCollection<ProcessIdentity> processes)
    {
        var asked = processes.ToDictionary(process => process.Pid);
        foreach (var (pid, (process, descriptor)) in _watched)
        {
            if (asked.GetValueOrDefault(pid) == process) continue;
            descriptor?.Dispose();
            _watched.Remove(pid);
        }

        foreach (var process in processes) _watched.TryAdd(process.Pid, (process, null));
        foreach (var process in processes.Where(one => _watched[one.Pid].Descriptor is null))
        {
            _watched[process.Pid] = (process, Open(process));
        }
    }

    // Null when it has gone, or when descriptors are used up: then /proc is read.
    private static SafeFileHandle? Open(ProcessIdentity process)
    {
        var descriptor = SystemCall(PidFdOpen, process.Pid, 0);
        if (descriptor < 0) return null;
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (ProcFs.IsAlive(process)) return handle;
        handle.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint pid, nint flags);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll([In, Out] Entry[] entries, nuint count, int milliseconds);

    private struct Entry
    {
        public int Descriptor;
        public short Asked;
        public short Seen;
    }
}
