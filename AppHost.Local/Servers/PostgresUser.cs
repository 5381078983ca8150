using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Servers;

/// <summary>PostgreSQL refuses to run as root: then it runs as Debian's user <c>postgres</c>.</summary>
internal abstract class PostgresUser
{
    public static PostgresUser ForThisProcess() => Native.IsRoot ? new Switched() : new Same();

    /// <summary>The command as that user would have it run.</summary>
    public abstract IReadOnlyList<string> Wrap(IReadOnlyList<string> command);

    /// <summary>Gives the folder and what is in it to that user.</summary>
    public abstract Task OwnAsync(string folder, CancellationToken ct);

    /// <summary>Makes sure that the user reaches the folder.</summary>
    public abstract Task AllowAsync(string folder, CancellationToken ct);

    private sealed class Same : PostgresUser
    {
        public override IReadOnlyList<string> Wrap(IReadOnlyList<string> command) => command;

        public override Task OwnAsync(string folder, CancellationToken ct) => Task.CompletedTask;

        public override Task AllowAsync(string folder, CancellationToken ct) => Task.CompletedTask;
    }

    private sealed class Switched : PostgresUser
    {
        // Under /root (mode 0700) the user reaches its own folder only by a capability, and gets none elsewhere.
        private static readonly string?[] Capabilities = [null, "dac_read_search", "dac_override"];

        private string? _capability;

        public override IReadOnlyList<string> Wrap(IReadOnlyList<string> command) => Wrap(_capability, command);

        public override async Task OwnAsync(string folder, CancellationToken ct)
        {
            var (code, output) = await Tool.RunAsync(["chown", "-R", "postgres:postgres", folder], null, ct);
            if (code != 0)
            {
                throw new HostException($"The user 'postgres' cannot be given {folder}: {output.Trim()}");
            }
        }

        public override async Task AllowAsync(string folder, CancellationToken ct)
        {
            foreach (var capability in Capabilities)
            {
                if ((await Tool.RunAsync(Wrap(capability, ["ls", folder]), null, ct)).Code == 0)
                {
                    _capability = capability;
                    return;
                }
            }

            throw new HostException($"PostgreSQL runs as the user 'postgres', which cannot reach {folder}. "
                + "Choose a data folder that every user may enter: ./run --data /var/lib/btcwatcher");
        }

        private static List<string> Wrap(string? capability, IReadOnlyList<string> command) =>
        [
            "setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups",
            .. capability is null ? [] : (string[])[$"--inh-caps=+{capability}", $"--ambient-caps=+{capability}"],
            "--", .. command,
        ];
    }
}
