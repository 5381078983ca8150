using System.Diagnostics;
using System.Globalization;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Processes;

/// <summary>The script itself, with plain shell programs in the place of FreqTrade.</summary>
public sealed class SuperviseScriptTests : IDisposable
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Processes", "supervise.sh");
    private static readonly ProcessLimits Plain = new(User: null, Nice: 0, OpenFiles: 4096, Cgroup: null);
    private readonly string _root = Directory.CreateTempSubdirectory("btcw-script-").FullName;

    public SuperviseScriptTests()
    {
        foreach (var folder in (string[])["pids", "exits", "7/logs"])
        {
            Directory.CreateDirectory(Path.Combine(_root, folder));
        }
    }

    public void Dispose()
    {
        if (ReadPid() is { } process) Signals.KillGroup(process);
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData("exit 0", "0")]
    [InlineData("exit 7", "7")]
    [InlineData("kill -9 $$", "137")]
    [InlineData("kill -11 $$", "139")]
    public async Task Script_TheProgramEnds_ItsCodeIsKept(string program, string code)
    {
        await StartAsync(program);

        await Eventually.TrueAsync(() => Exit() == code);
        Assert.NotNull(ReadPid());
    }

    [Fact]
    public async Task Script_Output_GoesToTheLog()
    {
        await StartAsync("echo out; echo err >&2; pwd");

        await Eventually.TrueAsync(() => Exit() == "0");
        Assert.Equal($"out\nerr\n{_root}/7\n", await File.ReadAllTextAsync(Path.Combine(_root, "7/logs/output.log")));
    }

    [Fact]
    public async Task Script_SigtermToTheScript_LeavesTheProgramAndKeepsItsCode()
    {
        await StartAsync("trap 'exit 5' TERM; while :; do sleep 0.05; done");
        await Eventually.TrueAsync(() => ReadPid() is not null);
        var process = ReadPid()!;
        var script = ProcFs.Parent(process)!;

        Signals.Terminate(script);

        Assert.True(ProcFs.IsAlive(process));
        Assert.Null(Exit());
        // The shell sets its trap a moment after it began.
        await Eventually.TrueAsync(() =>
        {
            Signals.Terminate(process);
            return Exit() is not null;
        });
        Assert.Contains(Exit(), (string?[])["5", "143"]);
        Assert.False(ProcFs.IsAlive(process));
    }

    [Fact]
    public async Task Script_SignalToTheGroup_EndsTheProgramsChildrenToo()
    {
        await StartAsync("sleep 300 & echo $! >child; wait");
        var childFile = Path.Combine(_root, "7/child");
        await Eventually.TrueAsync(() => File.Exists(childFile) && File.ReadAllText(childFile).Length > 1);
        var child = ProcFs.Find(int.Parse(await File.ReadAllTextAsync(childFile), CultureInfo.InvariantCulture))!;

        Signals.KillGroup(ReadPid()!);

        await Eventually.TrueAsync(() => Exit() == "137");
        await Eventually.TrueAsync(() => !ProcFs.IsAlive(child));
    }

    [Fact]
    public async Task Script_ProgramIsMissing_CodeIs127()
    {
        await StartAsync(null, "/nowhere/freqtrade");

        await Eventually.TrueAsync(() => Exit() is not null);
        Assert.Equal("127", Exit());
    }

    [Fact]
    public async Task Script_Limits_HoldForTheProgram()
    {
        await StartAsync("nice; ulimit -n; cat /proc/self/oom_score_adj", limits: new(null, 7, 300, null));

        await Eventually.TrueAsync(() => Exit() == "0");
        Assert.Equal("7\n300\n500\n", await File.ReadAllTextAsync(Path.Combine(_root, "7/logs/output.log")));
    }

    [Fact]
    public async Task Script_AControlGroup_IsJoined()
    {
        var group = Directory.CreateDirectory(Path.Combine(_root, "group")).FullName;

        await StartAsync("exit 0", limits: Plain with { Cgroup = group });

        await Eventually.TrueAsync(() => Exit() == "0");
        // 0 is whoever writes it: the script, and with it what it starts.
        Assert.Equal("0\n", await File.ReadAllTextAsync(Path.Combine(group, "cgroup.procs")));
    }

    [Fact]
    public async Task Script_AUser_IsTheProgramsAndHasNoPrivileges()
    {
        Assert.SkipUnless(Isolated.IsPossible, Isolated.NotRoot);
        foreach (var path in (string[])["", "7"]) File.SetUnixFileMode(Path.Combine(_root, path), Isolated.Through);
        using var chown = Process.Start("chown", ["-R", "70007:70007", Path.Combine(_root, "7")]);
        await chown.WaitForExitAsync();

        await StartAsync("id -u; id -G; grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status | tr -d '\t'",
            limits: Plain with { User = 70007 });

        await Eventually.TrueAsync(() => Exit() == "0");
        Assert.Equal("70007\n70007\nCapEff:0000000000000000\nCapBnd:0000000000000000\nNoNewPrivs:1\n",
            await File.ReadAllTextAsync(Path.Combine(_root, "7/logs/output.log")));
        Assert.Equal(70007u, FileOwner.Of(Path.Combine(_root, "7/logs/output.log"))!.Value.User);
        Assert.Equal(FileOwner.Own, FileOwner.Of(Path.Combine(_root, "exits", "7.3")));
    }

    private async Task StartAsync(string? program, string? other = null, ProcessLimits? limits = null)
    {
        var start = new ProcessStartInfo("setsid");
        string[] command = other is null ? ["sh", "-c", program!] : [other];
        string[] words = ["--fork", "/bin/sh", Script, _root, "7", "3", .. (limits ?? Plain).Words, .. command];
        foreach (var word in words) start.ArgumentList.Add(word);
        using var setsid = Process.Start(start)!;
        await setsid.WaitForExitAsync();
    }

    private ProcessIdentity? ReadPid()
    {
        var path = Path.Combine(_root, "pids", "7.3");
        if (!File.Exists(path)) return null;
        var words = File.ReadAllText(path).Split(' ');
        return new(int.Parse(words[0], CultureInfo.InvariantCulture),
            long.Parse(words[1], CultureInfo.InvariantCulture), ProcFs.BootId);
    }

    private string? Exit()
    {
        var path = Path.Combine(_root, "exits", "7.3");
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
