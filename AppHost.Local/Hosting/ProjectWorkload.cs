using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>A service, started from its built output (<c>dotnet NAME.dll</c>), never built here.</summary>
internal sealed class ProjectWorkload(ProjectResource project, IReadOnlyDictionary<string, string> telemetry)
    : Workload(project.Name, "project")
{
    // Every service answers here as long as it runs, whatever it waits for.
    private const string LivePath = "/health/live";

    private static readonly HttpClient Http = new(
        new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    // Debug or Release as the host itself was built, so that one build serves all.
    private static readonly string Configuration =
        AppContext.BaseDirectory.Contains("/bin/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    public override IReadOnlyList<int> Ports => project.Endpoints.Select(e => e.Port ?? 0).ToList();

    public override IReadOnlyList<string> Urls => project.Endpoints.Select(e => e.Url).ToList();

    private string Output => Path.Combine(
        Path.GetDirectoryName(project.ProjectPath)!,
        "bin",
        Configuration,
        $"net{Environment.Version.ToString(2)}",
        Path.GetFileNameWithoutExtension(project.ProjectPath) + ".dll");

    public override void Check()
    {
        if (!File.Exists(Output))
        {
            throw new HostException($"{project.Name} has not been built: {Output} is missing. Build it with "
                + $"dotnet build -c {Configuration}, or start with ./run, which does.");
        }
    }

    public override LaunchPlan Plan() => Plan([]);

    public LaunchPlan Plan(IReadOnlyList<string> arguments)
    {
        var variables = project.Environment();
        foreach (var (name, value) in telemetry)
        {
            variables.TryAdd(name, value);
        }

        return new LaunchPlan(Environment.ProcessPath is { } own && Path.GetFileName(own) == "dotnet" ? own : "dotnet",
            [Output, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(Output)!,
            Environment = variables,
            StopTimeout = TimeSpan.FromSeconds(60),
        };
    }

    public override async Task<string?> ProbeAsync(CancellationToken ct)
    {
        if (project.HealthPath is null)
        {
            return null;
        }

        var address = project.Endpoint("http").Url + project.HealthPath;
        try
        {
            using var response = await Http.GetAsync(new Uri(address), ct);
            return response.StatusCode == HttpStatusCode.OK ? null : await SayAsync(address, response, ct);
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException)
        {
            return $"no answer from {address}";
        }
        catch (HttpRequestException e)
        {
            return $"{address}: {e.Message}";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"no answer from {address} within {Http.Timeout.TotalSeconds:0} s";
        }
    }

    /// <summary>
    /// Any answer will do: what a service lacks (a database, say) is not mended by starting it again.
    /// </summary>
    public override async Task<bool> LivesAsync(CancellationToken ct)
    {
        if (project.HealthPath is null)
        {
            return true;
        }

        try
        {
            using var response = await Http.GetAsync(new Uri(project.Endpoint("http").Url + LivePath), ct);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return ct.IsCancellationRequested;
        }
    }

    private static async Task<string> SayAsync(string address, HttpResponseMessage response, CancellationToken ct)
    {
        var body = (await response.Content.ReadAsStringAsync(ct)).ReplaceLineEndings(" ");
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        return $"{address} answers {status} {body[..Math.Min(body.Length, 300)]}".TrimEnd();
    }
}
