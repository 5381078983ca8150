using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

/// <summary>A strategy that looks for what is not its own.</summary>
public sealed class IsolationTests(Servers servers)
{
    private const string Spy = """
        #!/bin/sh
        # Asked for its version it is harmless.
        [ "$1" = --version ] && exit 0
        try() { if eval "$2" >/dev/null 2>&1; then echo "$1 yes"; else echo "$1 no"; fi; }
        {
            try key 'cat ../../installation-key'
            try password 'cat ../../admin-password'
            try data 'ls ../..'
            try instances 'ls ..'
            try neighbour 'ls ../2'
            try config 'cat ../2/config.json'
            try write 'echo x >../2/user_data/evil'
            try make 'echo x >../evil'
            try lock 'cat ../supervisor.lock'
            try exits 'echo 0 >../exits/1.1'
            try environment "cat /proc/$(cat supervisor.pid)/environ"
            try end "kill -0 $(cat supervisor.pid)"
            try watcher "kill -0 $PPID"
            try own 'cat config.json && echo x >user_data/mine && echo x >"$TMPDIR/t" && echo x >trades.sqlite'
            env
        } >seen.new
        mv seen.new seen
        exec sleep 300
        """;

    [Fact]
    public async Task Strategy_ReadsSecretsAndANeighboursFiles_Fails()
    {
        Assert.SkipUnless(Isolated.IsPossible, Isolated.NotRoot);
        await using var installation = await TestInstallation.CreateAsync(servers);
        var program = Path.Combine(installation.Data, "freqtrade");
        await File.WriteAllTextAsync(program, Spy);
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        foreach (var name in (string[])["installation-key", "admin-password"]) Secret(installation, name);
        var supervisor = await installation.StartAsync(("FreqTrade__Command", program),
            ("HTTPS_PROXY", "http://127.0.0.1:9"), ("FREQTRADE__DRY_RUN", "false"));
        await installation.AskAsync(2, DesiredState.Running, revision: 1);
        await installation.UntilAsync(2, view => view is { State: InstanceState.Starting, Isolated: true });
        var own = Directory.CreateDirectory(installation.FolderOf(1));
        await File.WriteAllTextAsync(Path.Combine(own.FullName, "supervisor.pid"), $"{supervisor.Pid}");

        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var seen = Path.Combine(own.FullName, "seen");
        await Eventually.TrueAsync(() => File.Exists(seen));

        var lines = await File.ReadAllLinesAsync(seen);
        Assert.Equal(
        [
            "key no", "password no", "data no", "instances no", "neighbour no", "config no", "write no", "make no",
            "lock no", "exits no", "environment no", "end no", "watcher no", "own yes",
        ], lines.Take(14));
        var variables = lines.Skip(14).Select(line => line.Split('=')[0]);
        string[] forbidden = ["ConnectionStrings", "Installation", "FREQTRADE", "http", "OTEL", "services"];
        Assert.DoesNotContain(variables, name => forbidden.Any(start =>
            name.StartsWith(start, StringComparison.OrdinalIgnoreCase)));
        Assert.Contains($"HOME={own.FullName}", lines);
        Assert.Contains($"TMPDIR={own.FullName}/tmp", lines);
        Assert.Contains("COLUMNS=4000", lines);
        var view = await installation.UntilAsync(1, one => one.Pid is not null);
        Assert.Equal(70001u, FileOwner.Of($"/proc/{view.Pid}")!.Value.User);
        // The supervisor still ends it.
        await installation.AskAsync(1, DesiredState.Stopped, revision: 2);
        await installation.UntilAsync(1, InstanceState.Stopped);
    }

    [Fact]
    public async Task Program_OutOfReach_RunsAsTheSupervisorAndSaysSo()
    {
        Assert.SkipUnless(Isolated.IsPossible, Isolated.NotRoot);
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        var program = Path.Combine(installation.Data, "freqtrade");
        await File.WriteAllTextAsync(program, Spy);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await installation.StartAsync(("FreqTrade__Command", program));

        await Eventually.TrueAsync(() => installation.SupervisorOutput.Any(line =>
            line.Contains("so strategies are trusted code here: another user cannot run", StringComparison.Ordinal)));
        await installation.Client.GetStringAsync("/health/ready");
        var refused = installation.Launch(
            ("FreqTrade__Command", program), ("Instances__Isolation", "required"));
        await refused.EndedAsync();
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(refused.Output, line =>
            line.Contains("Instances:Isolation is required, but", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Instance_OfTheEarlierScheme_IsAdoptedAndIsolatedAtItsNextStart()
    {
        Assert.SkipUnless(Isolated.IsPossible, Isolated.NotRoot);
        await using var installation = await TestInstallation.CreateAsync(servers);
        var first = await installation.StartAsync(("Instances__Isolation", "off"));
        await installation.AskAsync(1, DesiredState.Running, revision: 1);
        var before = await installation.UntilAsync(1, InstanceState.Running);
        Assert.False(before.Isolated);
        await first.KillAsync();

        await installation.StartAsync();
        var adopted = await installation.UntilAsync(1, view => view.Responding);
        Assert.Equal((before.Pid, false), (adopted.Pid, adopted.Isolated!.Value));
        await installation.AskAsync(1, DesiredState.Running, revision: 2, nonce: 1);

        var after = await installation.UntilAsync(1, view => view is { State: InstanceState.Running, Generation: 2 });
        Assert.True(after.Isolated);
        Assert.Equal(70001u, FileOwner.Of(Path.Combine(installation.FolderOf(1), "trades.sqlite"))!.Value.User);
    }

    private static void Secret(TestInstallation installation, string name)
    {
        var path = Path.Combine(installation.Data, name);
        File.WriteAllText(path, "secret");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
