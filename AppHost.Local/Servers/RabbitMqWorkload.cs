using System.Globalization;
using System.Text.Json;
using BtcWatcher.AppHost.Local.Hosting;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Servers;

internal sealed class RabbitMqWorkload(RabbitMQServerResource server, LocalOptions options)
    : Workload(server.Name, "rabbitmq")
{
    private const string Package = "rabbitmq-server";

    // The one on PATH changes the user; this is the program itself.
    private const string Place = "/usr/lib/rabbitmq/bin";

    private readonly string _folder = Path.Combine(options.DataDirectory, server.Name);

    private string ApplicationsFolder => Path.Combine(_folder, "applications");

    private string DefinitionsFile => Path.Combine(_folder, "definitions.json");

    public override IReadOnlyList<int> Ports => [server.Port, server.DistributionPort];

    public override void Check() => Program();

    public override Task PrepareAsync(CancellationToken ct)
    {
        PrivateFiles.CreateFolder(_folder);
        PrivateFiles.Write(Path.Combine(_folder, "enabled_plugins"), "[].\n");

        // The user is made with the node's first database; both live in this data folder.
        PrivateFiles.Write(Path.Combine(_folder, "rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{server.Port}
            default_user = {server.UserName.Value}
            default_pass = {server.Password.Value}
            log.file = false
            log.console = true
            log.console.level = info
            disk_free_limit.absolute = 200MB
            {(options.VirtualHosts > 0 ? "load_definitions = " + DefinitionsFile : "")}

            """);
        PrivateFiles.Write(DefinitionsFile, JsonSerializer.Serialize(Definitions()));
        RabbitMqApplications.Link(Program(), ApplicationsFolder);
        return Task.CompletedTask;
    }

    public override LaunchPlan Plan() => new(Program(), [])
    {
        WorkingDirectory = _folder,
        Environment = Directory.Exists(ApplicationsFolder)
            ? new Dictionary<string, string>(Variables()) { ["RABBITMQ_PLUGINS_DIR"] = ApplicationsFolder }
            : Variables(),
        StopTimeout = TimeSpan.FromSeconds(60),
    };

    public override Task<string?> ProbeAsync(CancellationToken ct) =>
        // The broker opens with a method frame (type 1); an old or other protocol is answered with a header.
        Probe.AskAsync(server.Port, "AMQP\0\0\u0009\u0001"u8.ToArray(), a => a.Length == 0 ? null : a[0] == 1, ct);

    private static string Program() => Programs.Find("rabbitmq-server", Package, Place);

    private Dictionary<string, object> Definitions()
    {
        // With definitions to load, the broker makes no default user and no virtual host of its own.
        var names = Enumerable.Range(1, options.VirtualHosts).Select(i => $"test{i}").Prepend("/").ToList();
        return new Dictionary<string, object>
        {
            ["users"] = new[] { new { name = server.UserName.Value, password = server.Password.Value, tags = "" } },
            ["vhosts"] = names.Select(name => new { name }),
            ["permissions"] = names.Select(name => new
            {
                user = server.UserName.Value,
                vhost = name,
                configure = ".*",
                write = ".*",
                read = ".*",
            }),
        };
    }

    private Dictionary<string, string> Variables() => new(EpmdWorkload.Variables(server, _folder))
    {
        ["RABBITMQ_NODENAME"] = "btcw@localhost",
        ["RABBITMQ_BASE"] = _folder,
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(_folder, "pid"),
        ["RABBITMQ_DIST_PORT"] = server.DistributionPort.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",

        // Idle schedulers sleep instead of spinning, which a small machine has no cores for.
        // Erlang's own port is for this machine alone, as every other.
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
            "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",

        // Without a shell in between, the process is the broker itself and takes the signals.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };
}
