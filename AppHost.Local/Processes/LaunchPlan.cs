namespace BtcWatcher.AppHost.Local.Processes;

/// <summary>How to start and to stop one child process.</summary>
internal sealed record LaunchPlan(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Added to what the host's own environment passes on.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public required string WorkingDirectory { get; init; }

    public UnixSignal StopSignal { get; init; } = UnixSignal.Terminate;

    /// <summary>How long a stop may take before the whole process group is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
