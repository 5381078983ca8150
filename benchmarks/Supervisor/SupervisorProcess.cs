using System.Diagnostics;
using BtcWatcher.Testing;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>The real service as a process of its own.</summary>
internal sealed class SupervisorProcess : IAsyncDisposable
{
    private readonly Process _process;

    public SupervisorProcess(IEnumerable<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo(Repository.Program("Services.Supervisor"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        // As in ./run.
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Print(line.Data);
        _process.ErrorDataReceived += (_, line) => Print(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Pid => _process.Id;

    public void MustRun()
    {
        if (_process.HasExited) throw new InvalidOperationException($"The supervisor ended with {_process.ExitCode}.");
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static void Print(string? line)
    {
        if (line is not null && (line.Contains(" fail:", StringComparison.Ordinal)
            || line.Contains(" crit:", StringComparison.Ordinal) || line.Contains("Unhandled", StringComparison.Ordinal)))
        {
            Console.Error.WriteLine(line);
        }
    }
}
