using System.Globalization;
using BtcWatcher.Testing;

namespace BtcWatcher.AppHost.Local.Tests;

/// <summary>A data folder and ports of its own, and a topology of stand-ins.</summary>
internal sealed class TestSystem : IDisposable
{
    public string Data { get; } = Directory.CreateTempSubdirectory("btcwatcher-host-").FullName;

    public int PortBase { get; } = FreePorts.RandomBase();

    public string[] Arguments =>
    [
        $"--Data:Directory={Data}",
        $"--Ports:Base={PortBase.ToString(CultureInfo.InvariantCulture)}",
        "--Host:EndWithProcess=true",
        "--Host:StartTimeoutSeconds=30",
    ];

    public IDistributedApplicationBuilder Builder(params string[] more) =>
        DistributedApplication.CreateBuilder([.. Arguments, .. more]);

    public static IResourceBuilder<ProjectResource> StandIn(IDistributedApplicationBuilder builder, string name) =>
        builder.AddProject(name, "StandIn/StandIn.csproj", o => o.ExcludeLaunchProfile = true)
            .WithHttpEndpoint()
            .WithHttpHealthCheck("/health/ready");

    public string Log(string resource) => Path.Combine(Data, "logs", resource + ".log");

    public void Dispose()
    {
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
    }
}
