using System.Runtime.InteropServices;
using BtcWatcher.AppHost.Local.Hosting;

namespace BtcWatcher.AppHost.Local;

/// <summary>
/// The topology as processes of this machine: for AppHost (<see cref="Run"/>) and as a library in tests.
/// </summary>
public sealed class DistributedApplication : IAsyncDisposable
{
    private readonly IReadOnlyList<Resource> _resources;
    private readonly LocalOptions _options;
    private readonly IReadOnlyList<Workload> _workloads;
    private readonly ApplicationHost _host;

    internal DistributedApplication(IReadOnlyList<Resource> resources, LocalOptions options)
    {
        _resources = resources;
        _options = options;
        var wanted = options.OnceResource is null ? resources : Once.Needs(resources, options.OnceResource);
        _workloads = Topology.Of(wanted, options);
        var console = options.EndWithProcess ? TextWriter.Null : Console.Out;
        var started = _workloads.Where(w => w.Name != options.OnceResource).ToList();
        _host = new ApplicationHost(started, options, new HostReport(options, console, TimeProvider.System));
    }

    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        new DistributedApplicationBuilder(args);

    /// <summary>Returns when every resource is healthy.</summary>
    /// <exception cref="HostException">One is not, and why; then nothing is left running.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => _host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>
    /// Runs until Ctrl+C or SIGTERM; a second one does not wait. Sets the exit code when the start fails.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hurry = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Asked);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Asked);
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Asked);
        try
        {
            await _host.StartAsync(stop.Token);
            Environment.ExitCode = _options.OnceResource is null
                ? await UntilAsync(_host.Watching, stop.Token)
                : await Once.RunAsync(_workloads, _options, stop.Token);
        }
        catch (HostException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            Environment.ExitCode = 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Environment.ExitCode = 130;
        }

        await _host.StopAsync(hurry.Token);
        await _host.DisposeAsync();

        void Asked(PosixSignalContext signal)
        {
            signal.Cancel = true;
            (stop.IsCancellationRequested ? hurry : stop).Cancel();
        }
    }

    internal string? ConnectionString(string name) =>
        (_resources.FirstOrDefault(r => r.Name == name) as IConnectionStringSource)?.ConnectionString;

    internal Uri Endpoint(string name, string? endpoint) => new(
        _resources.First(r => r.Name == name).Endpoint(endpoint).Url);

    private static async Task<int> UntilAsync(Task watching, CancellationToken stop)
    {
        await Task.WhenAny(watching, Task.Delay(Timeout.Infinite, stop));
        if (!watching.IsFaulted)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync($"The host failed and stops everything: {watching.Exception}");
        return 1;
    }
}
