using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>
/// What the host needs to know of one child process; one class for each kind of server, and one for projects.
/// </summary>
internal abstract class Workload(string name, string kind)
{
    public string Name => name;

    /// <summary>As shown: <c>postgres</c>, <c>redis</c>, <c>rabbitmq</c>, <c>dashboard</c>, <c>project</c>.</summary>
    public string Kind => kind;

    public List<string> WaitsFor { get; } = [];

    /// <summary>Loopback ports that must be free before the start.</summary>
    public abstract IReadOnlyList<int> Ports { get; }

    /// <summary>Addresses for people.</summary>
    public virtual IReadOnlyList<string> Urls => [];

    /// <summary>
    /// Throws <see cref="HostException"/> when a needed program or build output is missing; starts nothing.
    /// </summary>
    public abstract void Check();

    /// <summary>Folders and configuration files; repeated before every start.</summary>
    public virtual Task PrepareAsync(CancellationToken ct) => Task.CompletedTask;

    public abstract LaunchPlan Plan();

    /// <summary>Null when healthy, else why not.</summary>
    public abstract Task<string?> ProbeAsync(CancellationToken ct);

    /// <summary>
    /// False when the program answers nothing at all: only a new start can help. Asked when unhealthy.
    /// </summary>
    public virtual Task<bool> LivesAsync(CancellationToken ct) => Task.FromResult(true);

    /// <summary>Once it answers: what it must hold before others use it.</summary>
    public virtual Task CompleteAsync(CancellationToken ct) => Task.CompletedTask;
}
