using System.Text;
using BtcWatcher.AppHost.Local.Hosting;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Servers;

internal sealed class RedisWorkload(RedisResource server, LocalOptions options) : Workload(server.Name, "redis")
{
    private readonly string _folder = Path.Combine(options.DataDirectory, server.Name);

    public override IReadOnlyList<int> Ports => [server.Port];

    private string ConfigurationFile => Path.Combine(_folder, "redis.conf");

    public override void Check() => Program();

    public override Task PrepareAsync(CancellationToken ct)
    {
        PrivateFiles.CreateFolder(_folder);

        // A changed process title would overwrite the marks by which a left server is found.
        PrivateFiles.Write(ConfigurationFile, $"""
            bind 127.0.0.1
            port {server.Port}
            requirepass {server.Password.Value}
            dir "{_folder}"
            daemonize no
            logfile ""
            set-proc-title no
            save ""
            appendonly {(options.Durable ? "yes" : "no")}
            appendfsync everysec

            """);
        return Task.CompletedTask;
    }

    public override LaunchPlan Plan() => new(Program(), [ConfigurationFile]) { WorkingDirectory = _folder };

    public override Task<string?> ProbeAsync(CancellationToken ct)
    {
        var question = Encoding.ASCII.GetBytes($"AUTH {server.Password.Value}\r\nPING\r\n");
        return Probe.AskAsync(server.Port, question, Judge, ct);
    }

    private static string Program() => Programs.Find("redis-server", "redis-server", "/usr/bin");

    private static bool? Judge(byte[] answer)
    {
        var text = Encoding.ASCII.GetString(answer);
        return text.StartsWith('-') ? false
            : text.Split("\r\n") is [_, { Length: > 0 } pong, _, ..] ? pong == "+PONG"
            : null;
    }
}
