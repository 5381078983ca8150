using System.Diagnostics;

namespace BtcWatcher.AppHost.Local.Processes;

/// <summary>
/// A child in its own session (so that Ctrl+C in the terminal reaches only the host), its output copied to a log.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    // One pipe for both streams keeps their order; every step execs, so the number stays that of the program.
    // Files that the host inherited from a shell (a lock, perhaps) are not passed on.
    private const string Shell =
        "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; exec setsid \"$@\" 2>&1 </dev/null";

    private static readonly string[] NotPassedOn = ["BTCWATCHER_ADMIN_PASSWORD", "DOTNET_LAUNCH_PROFILE"];
    private static readonly string[] NotPassedOnPrefixes =
        ["ASPNETCORE_", "ConnectionStrings__", "Parameters__", "MSBUILD"];

    private readonly Process _process;
    private readonly Task _copying;

    private ChildProcess(Process process, LaunchPlan plan, RotatingLog log)
    {
        _process = process;
        Plan = plan;
        Identity = ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, 0);
        _copying = log.CopyFromAsync(process.StandardOutput.BaseStream);
        Exited = WaitAsync();
    }

    public ProcessIdentity Identity { get; }

    public LaunchPlan Plan { get; }

    /// <summary>Completes with the exit code, when the program has ended.</summary>
    public Task<int> Exited { get; }

    public static ChildProcess Start(LaunchPlan plan, RotatingLog log)
    {
        var info = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = plan.WorkingDirectory,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        info.ArgumentList.Add("-c");
        info.ArgumentList.Add(Shell);
        info.ArgumentList.Add("sh");
        info.ArgumentList.Add(plan.Program);
        foreach (var argument in plan.Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        ApplyEnvironment(info, plan.Environment);
        return new ChildProcess(Process.Start(info)!, plan, log);
    }

    /// <summary>Asks the program to end, waits, and then kills whatever is left of its process group.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        Native.Signal(Identity.Pid, Plan.StopSignal);
        await Task.WhenAny(Exited, Task.Delay(Plan.StopTimeout, hurry));
        Native.SignalGroup(Identity.Pid, UnixSignal.Kill);
        await Exited;
    }

    /// <summary>Ends what a program that ended by itself left in its process group.</summary>
    public void KillGroup() => Native.SignalGroup(Identity.Pid, UnixSignal.Kill);

    public void Dispose() => _process.Dispose();

    private static void ApplyEnvironment(ProcessStartInfo info, IReadOnlyDictionary<string, string> added)
    {
        foreach (var name in info.Environment.Keys.ToList())
        {
            if (NotPassedOn.Contains(name)
                || NotPassedOnPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
            {
                info.Environment.Remove(name);
            }
        }

        foreach (var (name, value) in added)
        {
            info.Environment[name] = value;
        }
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();

        // A grandchild may hold the pipe open: give the last lines a moment, then let go.
        await Task.WhenAny(_copying, Task.Delay(TimeSpan.FromMilliseconds(200)));
        return _process.ExitCode;
    }
}
