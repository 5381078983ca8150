using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Text.Json;
using BtcWatcher.Testing;

namespace BtcWatcher.EndToEnd.Tests;

/// <summary>
/// A whole system, started by <c>./run</c> as a newcomer would, with a data folder and ports of its own.
/// </summary>
internal sealed class RunningSystem : IAsyncDisposable
{
    private const int PortsOfASystem = 1200;
    private readonly string? _adminPassword;
    private bool _stopped;

    private RunningSystem(string data, int portBase, string? adminPassword) =>
        (Data, PortBase, _adminPassword) = (data, portBase, adminPassword);

    public string Data { get; }

    public int PortBase { get; }

    public Uri Api => new($"http://127.0.0.1:{PortBase}");

    public Uri Webhooks => new($"http://127.0.0.1:{PortBase + 1}");

    public Uri Gateway => new($"http://127.0.0.1:{PortBase + 80}");

    public static async Task<RunningSystem> StartAsync(int avoid = 0, string? adminPassword = null)
    {
        var data = Directory.CreateTempSubdirectory("btcw-e2e-").FullName;
        var system = new RunningSystem(data, FreePortBase(avoid), adminPassword);
        try
        {
            await system.StartAgainAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public async Task StartAgainAsync()
    {
        _stopped = false;
        var (code, output) = await RunHereAsync("--detach", "--simulator");
        Assert.True(code == 0, $"./run --detach ended with {code}:\n{output}\n{LastLogLines()}");
    }

    public async Task<JsonElement> StatusAsync()
    {
        var (code, output) = await RunHereAsync("--status");
        Assert.Equal(0, code);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>The secret of a strategy's webhook, once its instance has been written.</summary>
    public async Task<string> WebhookSecretAsync(int strategy = 1)
    {
        var file = Path.Combine(Data, "instances", $"{strategy}", "config.json");
        await Eventually.TrueAsync(() => File.Exists(file), TimeSpan.FromSeconds(60));
        using var config = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        return config.RootElement.GetProperty("webhook").GetProperty("url").GetString()!.Split('/').Last();
    }

    public async Task StopAsync()
    {
        if (_stopped) return;
        _stopped = true;
        var (code, output) = await RunHereAsync("--stop");
        Assert.True(code == 0, $"./run --stop ended with {code}:\n{output}");
    }

    /// <summary>Ends the host, and nothing else, as nothing can be caught.</summary>
    public void KillHost()
    {
        using var state = JsonDocument.Parse(File.ReadAllText(Path.Combine(Data, "run", "state.json")));
        using var host = Process.GetProcessById(state.RootElement.GetProperty("host").GetProperty("pid").GetInt32());
        host.Kill();
        host.WaitForExit();
    }

    /// <summary>The FreqTrade processes of this system, by number and arguments.</summary>
    public string[] Instances() => [.. Processes().Where(process => process.Contains(" trade --config ")
        && !process.Contains("supervise.sh")).Order()];

    /// <summary>Ports of this system that somebody listens on.</summary>
    public int[] OpenPorts() => Listening().Where(port => port >= PortBase && port < PortBase + PortsOfASystem).Order().ToArray();

    /// <summary>Processes that carry the mark of this system's data folder.</summary>
    public string[] Processes() => Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _))
        .Where(HasMark).Select(folder => $"{Path.GetFileName(folder)} {Read(folder + "/cmdline").Replace('\0', ' ')}").ToArray();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>Runs ./run with these arguments only.</summary>
    public static Task<(int Code, string Output)> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    private Task<(int Code, string Output)> RunHereAsync(string action, params string[] more) =>
        RunAsync(_adminPassword, [action, .. more, "--data", Data, "--port-base", $"{PortBase}"]);

    private static async Task<(int Code, string Output)> RunAsync(string? adminPassword, string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "run"))
        {
            WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (adminPassword is not null) start.Environment["BTCWATCHER_ADMIN_PASSWORD"] = adminPassword;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, arguments.Contains("--status") ? output : output + await errors);
    }

    private string LastLogLines() => string.Join('\n', Directory.Exists($"{Data}/logs")
        ? Directory.GetFiles($"{Data}/logs", "*.log").SelectMany(file => File.ReadLines(file).TakeLast(8).Prepend($"== {file}"))
        : []);

    private bool HasMark(string process) => Read(process + "/environ").Split('\0').Contains($"BTCWATCHER_DATA={Data}");

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static int FreePortBase(int avoid)
    {
        var taken = Listening();
        var candidates = Enumerable.Range(0, 15).Select(i => 13000 + (i * PortsOfASystem)).ToArray();
        Random.Shared.Shuffle(candidates);
        return candidates.First(port => port != avoid && !taken.Any(other => other >= port && other < port + PortsOfASystem));
    }

    private static HashSet<int> Listening() =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(end => end.Port).ToHashSet();
}
