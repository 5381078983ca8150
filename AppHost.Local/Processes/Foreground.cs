using System.Diagnostics;

namespace BtcWatcher.AppHost.Local.Processes;

/// <summary>Runs a program that speaks to this terminal itself.</summary>
internal static class Foreground
{
    public static async Task<int> RunAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        var info = new ProcessStartInfo(command[0]) { UseShellExecute = false };
        foreach (var argument in command.Skip(1))
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        using var process = Process.Start(info)!;
        await process.WaitForExitAsync(ct);
        return process.ExitCode;
    }
}
