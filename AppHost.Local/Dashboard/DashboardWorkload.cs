using System.Globalization;
using BtcWatcher.AppHost.Local.Hosting;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Dashboard;

/// <summary>
/// The Aspire dashboard from the npm package's program, on the loopback address and without a login, as it is meant for
/// one's own machine. Nothing waits for it: a system without its dashboard is still a system.
/// </summary>
internal sealed class DashboardWorkload(LocalOptions options) : Workload("dashboard", "dashboard")
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    private readonly int _port = PortPlan.Dashboard(options.PortBase);

    public override IReadOnlyList<int> Ports => [_port, _port + 1, _port + 2];

    public override IReadOnlyList<string> Urls => [$"http://127.0.0.1:{_port}"];

    private string Command => options.DashboardCommand!;

    private string Home => options.DashboardHome ?? Path.Combine(options.DataDirectory, "dashboard");

    public override void Check()
    {
        if (!File.Exists(Command))
        {
            throw new HostException($"The Aspire dashboard's program {Command} is missing. "
                + "./run installs it; ./run --no-dashboard does without.");
        }
    }

    /// <summary>What Aspire gives a service, but not the switches that would let query strings into traces.</summary>
    public IReadOnlyDictionary<string, string> TelemetryOf(string service) => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{_port + 1}",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc",
        ["OTEL_SERVICE_NAME"] = service,
        ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={service}-{options.PortBase}",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "5000",
        ["OTEL_TRACES_SAMPLER"] = "always_on",
        ["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based",
        ["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory",
    };

    public override LaunchPlan Plan() => new(Command,
    [
        "dashboard", "run", "--nologo", "--non-interactive", "--allow-anonymous",
        "--frontend-url", Address(0), "--otlp-grpc-url", Address(1), "--otlp-http-url", Address(2),
    ])
    {
        WorkingDirectory = options.DataDirectory,
        StopTimeout = TimeSpan.FromSeconds(10),
        Environment = new Dictionary<string, string>
        {
            ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true",

            // The program unpacks itself (300 MB) under HOME.
            ["HOME"] = Home,
        },
    };

    public override Task PrepareAsync(CancellationToken ct)
    {
        PrivateFiles.CreateFolder(Home);
        return Task.CompletedTask;
    }

    public override async Task<string?> ProbeAsync(CancellationToken ct)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(Address(0) + "/api/telemetry/resources"), ct);
            return response.IsSuccessStatusCode
                ? null
                : $"it answers {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}";
        }
        catch (Exception e) when (e is HttpRequestException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return $"no answer from {Address(0)}";
        }
    }

    private string Address(int offset) => $"http://127.0.0.1:{(_port + offset).ToString(CultureInfo.InvariantCulture)}";
}
