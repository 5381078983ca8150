using BtcWatcher.AppHost.Local.Hosting;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Servers;

internal sealed class PostgresWorkload(PostgresServerResource server, LocalOptions options)
    : Workload(server.Name, "postgres")
{
    public const string Place = "/usr/lib/postgresql/15/bin";

    private const string Package = "postgresql-15";

    private readonly string _folder = Path.Combine(options.DataDirectory, server.Name);

    // A protocol 3.0 start message for a user: the server answers R (authenticate) once it accepts connections.
    private readonly byte[] _hello = [0, 0, 0, 23, 0, 3, 0, 0, .. "user\0postgres\0\0"u8];

    private PostgresUser? _user;

    public override IReadOnlyList<int> Ports => [server.Port];

    public override void Check()
    {
        _ = Programs.Find("postgres", Package, Place);
        _ = Programs.Find("initdb", Package, Place);
        _ = Psql.Find();
        _user = PostgresUser.ForThisProcess();
    }

    public override async Task PrepareAsync(CancellationToken ct)
    {
        if (File.Exists(Path.Combine(_folder, "PG_VERSION")))
        {
            await _user!.AllowAsync(_folder, ct);
            return;
        }

        // A cluster is made beside its place and moved there, so that a break leaves no half of one.
        var fresh = _folder + ".new";
        var passwordFile = Path.Combine(fresh, "password");
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        PrivateFiles.CreateFolder(fresh);
        PrivateFiles.Write(passwordFile, server.Password.Value);
        await _user!.OwnAsync(fresh, ct);
        await _user.AllowAsync(fresh, ct);
        await InitializeAsync(Path.Combine(fresh, "cluster"), passwordFile, ct);
        Directory.Move(Path.Combine(fresh, "cluster"), _folder);
        Directory.Delete(fresh, recursive: true);
    }

    public override LaunchPlan Plan()
    {
        var command = _user!.Wrap(
        [
            Programs.Find("postgres", Package, Place), "-D", _folder,
            .. Settings().SelectMany(s => (string[])["-c", s]),
        ]);
        return new LaunchPlan(command[0], command.Skip(1).ToList())
        {
            WorkingDirectory = "/",
            StopSignal = UnixSignal.Interrupt, // A fast shutdown; SIGTERM would wait for every client.
        };
    }

    public override Task<string?> ProbeAsync(CancellationToken ct) =>
        Probe.AskAsync(server.Port, _hello, answer => answer.Length == 0 ? null : answer[0] == (byte)'R', ct);

    public override async Task CompleteAsync(CancellationToken ct)
    {
        foreach (var database in server.Databases)
        {
            await CreateDatabaseAsync(database, ct);
        }
    }

    private async Task CreateDatabaseAsync(string name, CancellationToken ct)
    {
        var quoted = name.Replace("\"", "\"\"", StringComparison.Ordinal);
        var literal = name.Replace("'", "''", StringComparison.Ordinal);
        var exists = await QueryAsync($"SELECT 1 FROM pg_database WHERE datname = '{literal}'", ct);
        if (exists.Trim() != "1")
        {
            await QueryAsync($"CREATE DATABASE \"{quoted}\"", ct);
        }
    }

    private Task<string> QueryAsync(string sql, CancellationToken ct) =>
        Psql.ExecuteAsync(server.ConnectionStringTo("postgres"), sql, ct);

    private async Task InitializeAsync(string folder, string passwordFile, CancellationToken ct)
    {
        var command = _user!.Wrap(
        [
            Programs.Find("initdb", Package, Place), "-D", folder, "-U", "postgres", "-A", "scram-sha-256",
            "--pwfile", passwordFile, "-E", "UTF8", "--locale=C.UTF-8",
            .. options.Durable ? [] : (string[])["--no-sync"],
        ]);
        var (code, output) = await Tool.RunAsync(command, environment: null, ct);
        if (code != 0)
        {
            throw new HostException($"PostgreSQL could not make its data folder {_folder}:\n{output.Trim()}");
        }
    }

    private IEnumerable<string> Settings()
    {
        yield return "listen_addresses=127.0.0.1";
        yield return $"port={server.Port}";
        yield return "unix_socket_directories=";
        yield return "max_connections=250";
        yield return "password_encryption=scram-sha-256";
        yield return "logging_collector=off";
        yield return "log_line_prefix=%m [%p] %u@%d ";
        yield return "fsync=" + (options.Durable ? "on" : "off");
    }
}
