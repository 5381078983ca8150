using System.Diagnostics;
using System.Globalization;
using System.Net;
using BtcWatcher.Testing;

namespace BtcWatcher.Bench.Gateway;

/// <summary>The real service as a process, as ./run starts it; without sharing answers, which nginx lacks.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;

    private GatewayProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Bytes that no other process has.</summary>
    public long Memory
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/smaps_rollup")
                .First(one => one.StartsWith("Private_Dirty:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
                * 1024;
        }
    }

    public static async Task<GatewayProcess> StartAsync(FakeInstallation installation, string rabbitMq)
    {
        var port = FreePorts.Next();
        var start = new ProcessStartInfo(Repository.Program("Services.Gateway"));
        foreach (var (name, value) in Settings(installation, rabbitMq, port)) start.Environment[name] = value;
        var process = Process.Start(start)!;
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.TrueAsync(async () =>
        {
            if (process.HasExited) throw new InvalidOperationException($"The gateway ended with {process.ExitCode}.");
            try
            {
                using var answer = await client.GetAsync("/health/ready");
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, TimeSpan.FromMinutes(1));
        return new GatewayProcess(process, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static IEnumerable<(string Name, string Value)> Settings(
        FakeInstallation installation, string rabbitMq, int port) =>
    [
        ("ConnectionStrings__rabbitmq", rabbitMq),
        ("services__api__http__0", installation.Address),
        ("services__supervisor__http__0", installation.Address),
        ("Installation__Key", "the installation key of the benchmark, long enough"),
        ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
        ("Gateway__ShareFor", "00:00:00"),
        ("DOTNET_TieredPGO", "1"),
        ("DOTNET_gcServer", "0"),
    ];
}
