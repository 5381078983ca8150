using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Control;

internal static class ExecCommand
{
    private const int NotRunning = 3;

    /// <summary>
    /// Runs the program of a running resource once more, with other arguments, in its very environment.
    /// </summary>
    /// <returns>The program's exit code; 3 when the resource does not run.</returns>
    public static async Task<int> RunAsync(string dataDirectory, string resource, IReadOnlyList<string> arguments)
    {
        var process = SystemStatus.Of(dataDirectory).Resources.FirstOrDefault(r => r.Name == resource)?.Process;
        var variables = process is null ? null : Marks.EnvironmentOf(process.Pid);
        if (process is null || variables is null)
        {
            await Console.Error.WriteLineAsync($"{resource} does not run (or belongs to another user).");
            return NotRunning;
        }

        // A project runs as: dotnet NAME.dll
        var program = (await File.ReadAllTextAsync($"/proc/{process.Pid}/cmdline")).Split('\0').Take(2);
        return await Foreground.RunAsync([.. program, .. arguments], variables, CancellationToken.None);
    }
}
