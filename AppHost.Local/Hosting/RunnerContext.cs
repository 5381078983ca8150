using System.Globalization;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>What all runners of a host share.</summary>
internal sealed class RunnerContext(LocalOptions options)
{
    public string LogDirectory { get; } = Path.Combine(options.DataDirectory, "logs");

    public TimeSpan StartTimeout => options.StartTimeout;

    public int SilentProbes => options.SilentProbes;

    public RestartDelay Delay { get; init; } = RestartDelay.Default;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Called with every child right after its start.</summary>
    public Action<ProcessIdentity> Started { get; set; } = _ => { };

    /// <summary>Called after every change of a status, with the one before.</summary>
    public Action<ResourceStatus, ResourceStatus> Changed { get; set; } = (_, _) => { };

    /// <summary>A line for the person who watches.</summary>
    public Action<string> Say { get; set; } = _ => { };

    /// <summary>The plan with the marks by which its process is found again.</summary>
    public LaunchPlan Mark(LaunchPlan plan, string resource) => plan with
    {
        Environment = new Dictionary<string, string>(plan.Environment)
        {
            [Marks.Data] = options.DataDirectory,
            [Marks.Resource] = resource,
            [Marks.StopSignal] = ((int)plan.StopSignal).ToString(CultureInfo.InvariantCulture),
        },
    };
}
