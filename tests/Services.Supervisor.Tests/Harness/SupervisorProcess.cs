using System.Collections.Concurrent;
using System.Diagnostics;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>The real service as a process of its own, so that it can be killed.</summary>
internal sealed class SupervisorProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SupervisorProcess(Process process) => _process = process;

    /// <summary>Everything that it wrote.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    public int Pid => _process.Id;

    public int ExitCode => _process.ExitCode;

    public static SupervisorProcess Start(IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Repository.Program("Services.Supervisor"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var supervisor = new SupervisorProcess(new Process { StartInfo = start });
        supervisor._process.OutputDataReceived += (_, line) => supervisor.Output.Enqueue(line.Data ?? "");
        supervisor._process.ErrorDataReceived += (_, line) => supervisor.Output.Enqueue(line.Data ?? "");
        supervisor._process.Start();
        supervisor._process.BeginOutputReadLine();
        supervisor._process.BeginErrorReadLine();
        return supervisor;
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task ReadyAsync(HttpClient client)
    {
        await Eventually.TrueAsync(async () =>
        {
            Assert.False(_process.HasExited, string.Join('\n', Output));
            try
            {
                using var answer = await client.GetAsync("/health/ready");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(60));
    }

    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    public Task TerminateAsync()
    {
        if (ProcFs.Find(_process.Id) is { } process) Signals.Terminate(process);
        return EndedAsync();
    }

    public Task EndedAsync() => _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }
}
