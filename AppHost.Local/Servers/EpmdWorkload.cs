using System.Globalization;
using BtcWatcher.AppHost.Local.Hosting;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Servers;

/// <summary>
/// Erlang's port mapper: left to itself the broker starts one that outlives it, so it gets its own process.
/// </summary>
internal sealed class EpmdWorkload(RabbitMQServerResource server, LocalOptions options)
    : Workload(server.Name + "-epmd", "epmd")
{
    private readonly string _folder = Path.Combine(options.DataDirectory, server.Name);

    public override IReadOnlyList<int> Ports => [server.EpmdPort];

    public static Dictionary<string, string> Variables(RabbitMQServerResource server, string folder) => new()
    {
        ["ERL_EPMD_PORT"] = server.EpmdPort.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["HOME"] = folder,
    };

    public override void Check() => Programs.Find("epmd", "erlang-base", "/usr/bin");

    public override Task PrepareAsync(CancellationToken ct)
    {
        PrivateFiles.CreateFolder(_folder);
        return Task.CompletedTask;
    }

    public override LaunchPlan Plan() => new(Programs.Find("epmd", "erlang-base", "/usr/bin"), [])
    {
        WorkingDirectory = _folder,
        Environment = Variables(server, _folder),
    };

    // NAMES_REQ: the answer begins with the mapper's own port, four bytes.
    public override Task<string?> ProbeAsync(CancellationToken ct) =>
        Probe.AskAsync(server.EpmdPort, new byte[] { 0, 1, (byte)'n' }, a => a.Length < 4 ? null : true, ct);
}
