using System.Diagnostics;
using System.Text.Json;
using BtcWatcher.AppHost.Local.Control;
using BtcWatcher.AppHost.Local.Processes;
using BtcWatcher.Testing;

namespace BtcWatcher.AppHost.Local.Tests.Control;

/// <summary>A host as a process of its own, ended in every way.</summary>
public sealed class KilledHostTests : IAsyncDisposable
{
    private readonly TestSystem _system = new();
    private readonly List<Process> _started = [];

    [Fact]
    public async Task Host_Terminated_EndsEverythingWithCodeZero()
    {
        var host = await StartHostAsync();
        var log = StringWriterOf(StatusCommand.Print, out var code);
        Assert.Equal(0, code);
        var status = JsonDocument.Parse(log).RootElement;
        Assert.Equal("running", status.GetProperty("state").GetString());
        Assert.Equal(["redis", "web"], status.GetProperty("resources").EnumerateArray()
            .Select(r => r.GetProperty("name").GetString()));
        Assert.All(status.GetProperty("resources").EnumerateArray(), r =>
        {
            Assert.Equal(["name", "kind", "state", "health", "pid", "urls", "log"],
                r.EnumerateObject().Select(p => p.Name));
            Assert.Equal("healthy", r.GetProperty("health").GetString());
        });

        Native.Signal(host.Id, UnixSignal.Terminate);
        await host.WaitForExitAsync();

        Assert.Equal(0, host.ExitCode);
        Assert.Empty(Marks.Find(_system.Data));
        Assert.Equal("stopped", SystemStatus.Of(_system.Data).State);
    }

    [Fact]
    public async Task Host_Killed_NextStartEndsServersAndServicesButNoInstance()
    {
        var first = await StartHostAsync();
        var left = Marks.Find(_system.Data);
        using var instance = StartInstance();
        first.Kill();
        await first.WaitForExitAsync();
        Assert.Equal("degraded", SystemStatus.Of(_system.Data).State);

        await StartHostAsync();

        Assert.DoesNotContain(left, p => p.Identity.IsAlive);
        Assert.False(instance.HasExited);
        Assert.DoesNotContain("asked to end", await File.ReadAllTextAsync(_system.Log("web")), StringComparison.Ordinal);
        Assert.Equal("running", SystemStatus.Of(_system.Data).State);

        var code = await StopCommand.RunAsync(_system.Data, TextWriter.Null);

        Assert.Equal(0, code);
        await Eventually.TrueAsync(() => instance.HasExited);
        Assert.Empty(Marks.Find(_system.Data));
    }

    [Fact]
    public async Task Stop_HostKilled_EndsWhatItLeft()
    {
        var host = await StartHostAsync();
        host.Kill();
        await host.WaitForExitAsync();
        Assert.Equal(2, Marks.Find(_system.Data).Count);

        var code = await StopCommand.RunAsync(_system.Data, TextWriter.Null);

        Assert.Equal(0, code);
        Assert.Empty(Marks.Find(_system.Data));
        Assert.Equal("stopped", SystemStatus.Of(_system.Data).State);
    }

    [Fact]
    public async Task Host_OfATestKilled_LeavesNeitherProcessNorFolder()
    {
        var host = await StartHostAsync("--Host:EndWithProcess=true");
        Assert.Equal(2, Marks.Find(_system.Data).Count);

        host.Kill();

        await Eventually.TrueAsync(() => Marks.Find(_system.Data).Count == 0);
        await Eventually.TrueAsync(() => !Directory.Exists(_system.Data));
    }

    [Fact]
    public async Task Exec_RunningProject_RunsItsProgramWithTheArguments()
    {
        await StartHostAsync();

        var code = await ExecCommand.RunAsync(_system.Data, "web", ["say", "hello"]);

        Assert.Equal(7, code);
    }

    [Fact]
    public async Task Wait_HostThatFails_GivesOne()
    {
        using var host = Start("--Ports:Base=nonsense");
        await host.WaitForExitAsync();

        Assert.Equal(1, await WaitCommand.RunAsync(_system.Data, $"{host.Id}", "5"));
    }

    public async ValueTask DisposeAsync()
    {
        await StopCommand.RunAsync(_system.Data, TextWriter.Null);
        _started.ForEach(p => p.Dispose());
        _system.Dispose();
    }

    private async Task<Process> StartHostAsync(params string[] more)
    {
        var host = Start(more);
        Assert.Equal(0, await WaitCommand.RunAsync(_system.Data, $"{host.Id}", "60"));
        return host;
    }

    private Process Start(params string[] more)
    {
        var program = Repository.Output("tests/AppHost.Local.Tests/StandIn", "StandIn.dll");
        var options = _system.Arguments.Where(a => !a.Contains("EndWithProcess", StringComparison.Ordinal));
        var info = new ProcessStartInfo("dotnet", [program, "host", .. options, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var host = Process.Start(info)!;
        host.BeginOutputReadLine();
        host.BeginErrorReadLine();
        _started.Add(host);
        return host;
    }

    // Stands for a FreqTrade instance: in its own session, with the marks of one.
    private Process StartInstance()
    {
        var info = new ProcessStartInfo("setsid", ["sleep", "300"]);
        info.Environment[Marks.Data] = _system.Data;
        info.Environment[Marks.Instance] = "1:1";
        var process = Process.Start(info)!;
        _started.Add(process);
        return process;
    }

    private string StringWriterOf(Func<string, TextWriter, int> print, out int code)
    {
        using var writer = new StringWriter();
        code = print(_system.Data, writer);
        return writer.ToString();
    }
}
