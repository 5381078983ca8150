using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

public sealed class LimitTests(Servers servers)
{
    [Fact]
    public async Task Instance_AboveItsMemory_IsEndedWithBothFiguresAndTriedAgain()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync(("Instances__LongestRestartDelay", "00:01:00"),
            ("Instances__FirstRestartDelay", "00:01:00"));

        await installation.AskAsync(1, DesiredState.Running, revision: 1, definition: TestConfigs.Definition(1) with
        {
            Limits = new() { MemoryMb = 8, Nice = 3, OpenFiles = 512 },
        });
        var view = await installation.UntilAsync(1, InstanceState.BackingOff);

        Assert.Matches(
            @"^memory_limit: it uses \d+ MiB of memory, allowed are 8 MiB \(limits.memory_mb\)$", view.Reason);
        Assert.NotNull(view.NextAttemptAt);
        await Eventually.TrueAsync(() => installation.Bus.All<AlertRaised>().Count == 1);
    }

    [Fact]
    public async Task Limits_OfAStrategy_HoldForItsProcess()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await installation.AskAsync(1, DesiredState.Running, revision: 1, definition: TestConfigs.Definition(1) with
        {
            Limits = new() { Nice = 3, OpenFiles = 512 },
        });
        await installation.AskAsync(2, DesiredState.Running, revision: 1);

        var own = await installation.UntilAsync(1, InstanceState.Running);
        var plain = await installation.UntilAsync(2, InstanceState.Running);

        Assert.Equal((3, 512), (Nice(own.Pid!.Value), OpenFiles(own.Pid.Value)));
        Assert.Equal((5, 4096), (Nice(plain.Pid!.Value), OpenFiles(plain.Pid.Value)));
        Assert.Equal("500", File.ReadAllText($"/proc/{own.Pid}/oom_score_adj").Trim());
    }

    // Field 19 of stat; the tests themselves may run nicer than that.
    private static int Nice(int pid) =>
        Field($"/proc/{pid}/stat") - Field("/proc/self/stat");

    private static int Field(string path) => int.Parse(
        File.ReadAllText(path).Split(") ")[^1].Split(' ')[16], CultureInfo.InvariantCulture);

    private static int OpenFiles(int pid) => int.Parse(File.ReadAllLines($"/proc/{pid}/limits")
        .Single(line => line.StartsWith("Max open files", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture);
}
