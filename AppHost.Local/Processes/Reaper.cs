using System.Diagnostics;
using System.Globalization;

namespace BtcWatcher.AppHost.Local.Processes;

/// <summary>
/// Ends the children of a test process that is killed: a small shell that reads process groups from a pipe,
/// and when the pipe closes (which the kernel does for a dead process) kills them and removes the data folder.
/// </summary>
internal sealed class Reaper : IDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        all=''
        while read -r group; do case "$group" in 0) all='' ;; *) all="$all $group" ;; esac; done
        for group in $all; do kill -s KILL -- "-$group" 2>/dev/null; done
        rm -rf -- "$1"
        """;

    private readonly Process _process;

    private Reaper(Process process) => _process = process;

    public static Reaper Start(string folder)
    {
        var info = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (var argument in (string[])["/bin/sh", "-c", Script, "sh", folder])
        {
            info.ArgumentList.Add(argument);
        }

        var process = Process.Start(info)!;
        process.StandardInput.AutoFlush = true;
        return new Reaper(process);
    }

    public void Watch(ProcessIdentity child)
    {
        lock (_process)
        {
            _process.StandardInput.WriteLine(child.Pid.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>After an orderly stop nothing is left of the groups; the folder is removed.</summary>
    public void Dispose()
    {
        _process.StandardInput.WriteLine('0');
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
