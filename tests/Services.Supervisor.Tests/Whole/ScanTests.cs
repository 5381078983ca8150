using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

/// <summary>Foreign code, looked through by a program that imports it as FreqTrade does.</summary>
public sealed class ScanTests(Servers servers)
{
    private const string Importer = """
        #!/bin/sh
        [ "$1" = --version ] && { printf 'Freqtrade Version:\tfreqtrade 2025.8\n'; exit 0; }
        while [ $# -gt 0 ]; do [ "$1" = --strategy-path ] && folder=$2; shift; done
        exec python3 -c '
        import importlib.util, os, sys
        folder = sys.argv[1]
        sys.path.insert(0, folder)
        for name in sorted(n for n in os.listdir(folder) if n.endswith(".py")):
            path = os.path.join(folder, name)
            spec = importlib.util.spec_from_file_location(name[:-3], path)
            module = importlib.util.module_from_spec(spec)
            try:
                spec.loader.exec_module(module)
            except (AttributeError, ImportError, NameError, SyntaxError) as fault:
                print(f"now - freqtrade - WARNING - Could not import {path} due to \x27{fault}\x27", file=sys.stderr)
                continue
            for each in vars(module).values():
                if isinstance(each, type) and any(base.__name__ == "IStrategy" for base in each.__mro__[1:]):
                    print(each.__name__)
        ' "$folder"
        """;

    private const string Base = "class IStrategy:\n    pass\n";

    private const string Spy = """
        import os, socket
        def can(action):
            try:
                action()
                return "yes"
            except Exception:
                return "no"
        def reach():
            socket.create_connection(("127.0.0.1", PORT), 2).close()
        told = [f"user {os.getuid()}", "key " + can(lambda: open("../../installation-key").read()),
            "instances " + can(lambda: os.listdir("..")), "network " + can(reach),
            "environment " + str(any(n.startswith(("ConnectionStrings", "Installation__")) for n in os.environ)),
            "own " + can(lambda: open("mine", "w").write("x"))]
        raise ImportError(", ".join(told))
        """;

    [Fact]
    public async Task Scan_OfCode_FindsClassesAndNamesWhatIsWrong()
    {
        await using var installation = await StartAsync();
        var scan = await ScanAsync(installation, new()
        {
            ["good.py"] = Base + "from helper import X\nclass Good(IStrategy):\n    pass\n",
            ["helper.py"] = "X = 1\n",
            ["broken.py"] = "x = 1\ndef y(:\n",
            ["lacks.py"] = "import not_there_at_all\n",
        });

        Assert.Equal(("Good", "good.py"), Assert.Single(scan.Classes) is var one ? (one.Name, one.File) : default);
        Assert.Equal(
            [(ScanFault.Syntax, "broken.py", 2), (ScanFault.Import, "lacks.py", null)],
            scan.Findings.Select(found => (found.Kind, found.File, found.Line)));
        Assert.Equal("No module named 'not_there_at_all'", scan.Findings[1].Message);
        Assert.False(scan.Simulated);

        var boom = await ScanAsync(installation, new() { ["a.py"] = "x = 1\nraise ValueError('boom')\n" });
        Assert.Equal((ScanFault.Crashed, "a.py", 2), Assert.Single(boom.Findings) is var found
            ? (found.Kind, found.File, found.Line) : default);
        Assert.Contains("ValueError: boom", boom.Findings[0].Message, StringComparison.Ordinal);
        Assert.Empty(boom.Classes);

        using var outside = await installation.Client.PostAsJsonAsync(
            "/internal/scan", new { files = new Dictionary<string, string> { ["../x.py"] = "" } });
        Assert.Equal(HttpStatusCode.BadRequest, outside.StatusCode);
        using var stranger = new HttpClient { BaseAddress = installation.Client.BaseAddress };
        using var refused = await stranger.PostAsJsonAsync("/internal/scan", new { });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.False(Directory.Exists(installation.FolderOf(0)));
    }

    [Fact]
    public async Task Scan_OfHungryCode_EndsItWithEverythingItBegan()
    {
        await using var installation = await StartAsync(("Scan__TimeLimit", "00:00:04"), ("Scan__MemoryMb", "256"),
            ("Scan__DiskMb", "48"));
        var nap = $"6000{Random.Shared.Next(100_000)}";

        var hangs = await ScanAsync(installation, new()
        {
            ["a.py"] = $"""
                import os, subprocess, time
                os.makedirs("shut/inner")
                os.chmod("shut", 0)
                subprocess.Popen(["sleep", "{nap}"], start_new_session=True)
                subprocess.Popen(["setsid", "--fork", "sleep", "{nap}"])
                time.sleep(600)
                """,
        });
        Assert.Equal(ScanFault.Timeout, Assert.Single(hangs.Findings).Kind);
        await Eventually.TrueAsync(() => !ProcFs.Pids().Any(pid => IsNap(pid, nap)));

        var eats = await ScanAsync(
            installation, new() { ["a.py"] = "x = b'x' * (400 << 20)\nimport time\ntime.sleep(9)\n" });
        Assert.Equal(ScanFault.Memory, Assert.Single(eats.Findings).Kind);

        var stray = $"/tmp/btcwatcher-stray-{nap}";
        var fills = await ScanAsync(installation, new()
        {
            ["a.py"] = $$"""
                for i in range(20):
                    try:
                        open("{{stray}}" if i == 0 else f"fill{i}", "wb").write(b"x" * (32 << 20))
                    except OSError:
                        pass
                import time
                time.sleep(600)
                """,
        });
        Assert.Equal(ScanFault.Disk, Assert.Single(fills.Findings).Kind);
        Assert.Equal(fills.Isolated, !File.Exists(stray));
        File.Delete(stray);

        var after = await ScanAsync(installation, new() { ["a.py"] = Base + "class A(IStrategy): pass\n" });
        Assert.Equal("A", Assert.Single(after.Classes).Name);
    }

    [Fact]
    public async Task Folder_ThatAKilledSupervisorLeft_IsRemovedAtTheNextStart()
    {
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        var folder = installation.FolderOf(0);
        Directory.CreateDirectory(Path.Combine(folder, "shut", "inner"));
        await File.WriteAllTextAsync(Path.Combine(folder, "a.py"), "left");
        File.SetUnixFileMode(Path.Combine(folder, "shut"), UnixFileMode.None);

        await installation.StartAsync();

        await Eventually.TrueAsync(() => !Directory.Exists(folder));
    }

    [Fact]
    public async Task Scan_OfCodeThatLooksAround_ReachesNothing()
    {
        Assert.SkipUnless(Isolated.IsPossible, Isolated.NotRoot);
        await using var installation = await StartAsync();
        await File.WriteAllTextAsync(Path.Combine(installation.Data, "installation-key"), "secret");
        File.SetUnixFileMode(
            Path.Combine(installation.Data, "installation-key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var scan = await ScanAsync(installation, new()
        {
            ["spy.py"] = Spy.Replace("PORT", $"{installation.Client.BaseAddress!.Port}", StringComparison.Ordinal),
        });

        var network = scan.NoNetwork ? "no" : "yes";
        Assert.True(scan.Isolated);
        Assert.Equal(
            $"user 70000, key no, instances no, network {network}, environment False, own yes",
            Assert.Single(scan.Findings).Message);
    }

    [Fact]
    public async Task Scan_WithTheSimulator_SaysThatNoCodeWasRun()
    {
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        await installation.StartAsync();

        var scan = await ScanAsync(installation, new()
        {
            ["a.py"] = "from freqtrade.strategy import IStrategy\nclass Mine(IStrategy):\n    pass\n1 / 0\n",
            ["b.py"] = "import not_there_at_all\n",
            ["c.py"] = "x = (\n",
        });

        Assert.Equal("Mine", Assert.Single(scan.Classes).Name);
        Assert.True(scan.Simulated);
        Assert.Contains(scan.Checks, check => check.Contains("Simulator, which runs no Python"));
        Assert.Contains(scan.Findings, found => (found.Kind, found.File) == (ScanFault.Import, "b.py"));
        Assert.Equal(
            scan.Checks.Any(check => check.StartsWith("parsed by Python", StringComparison.Ordinal)),
            scan.Findings.Any(found => (found.Kind, found.File) == (ScanFault.Syntax, "c.py")));
    }

    [Fact]
    public async Task ConfigCheck_OfADefinition_NamesEveryPath()
    {
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        await installation.StartAsync();
        var good = TestConfigs.Definition(1);
        var bad = good with
        {
            ExtraConfig = new()
            {
                ["unfilledtimeout"] = new System.Text.Json.Nodes.JsonObject { ["unit"] = "weeks" },
                ["stoploss"] = 5,
            },
        };

        Assert.Empty(await CheckAsync(installation, good));
        var paths = (await CheckAsync(installation, bad)).Select(found => found.Path).ToList();
        Assert.Contains("unfilledtimeout.unit", paths);
        Assert.Contains("stoploss", paths);
    }

    private async Task<TestInstallation> StartAsync(params (string, string)[] settings)
    {
        var installation = await TestInstallation.CreateAsync(servers, sends: false);
        var program = Path.Combine(installation.Data, "freqtrade");
        await File.WriteAllTextAsync(program, Importer);
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        await installation.StartAsync(
            [("FreqTrade__Command", program), ("Installation__Simulated", "false"), .. settings]);
        return installation;
    }

    private static bool IsNap(int pid, string nap)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(nap, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<ScanResult> ScanAsync(TestInstallation installation, Dictionary<string, string> files)
    {
        using var answer = await installation.Client.PostAsJsonAsync("/internal/scan", new { files });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<ScanResult>(text, MessageJson.Options)!;
    }

    private static async Task<IReadOnlyList<ConfigFinding>> CheckAsync(
        TestInstallation installation, StrategyDefinition definition)
    {
        using var answer = await installation.Client.PostAsJsonAsync(
            "/internal/config-check", definition, MessageJson.Options);
        return (await answer.Content.ReadFromJsonAsync<ConfigFinding[]>(MessageJson.Options))!;
    }
}
