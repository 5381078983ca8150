using System.Globalization;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>With what an instance's process begins.</summary>
/// <param name="User">Number of its user and group; null for the supervisor's own.</param>
/// <param name="Nice">How much nicer than the supervisor it is.</param>
/// <param name="OpenFiles">How many files and connections it may have open.</param>
/// <param name="Cgroup">Folder of the control group that it joins; null for none.</param>
internal sealed record ProcessLimits(int? User, int Nice, int OpenFiles, string? Cgroup)
{
    /// <summary>What a strategy asks for, and for the rest what the installation gives.</summary>
    public static ProcessLimits Of(ResourceLimits? asked, InstancesOptions options, int? user, string? cgroup) =>
        new(user, asked?.Nice ?? options.Nice, asked?.OpenFiles ?? options.OpenFiles, cgroup);

    /// <summary>In MiB; null for none. Not set for the process, but watched.</summary>
    public static int? MemoryOf(ResourceLimits? asked, InstancesOptions options) =>
        (asked?.MemoryMb ?? options.MemoryMb) is > 0 and var limit ? limit : null;

    /// <summary>As supervise.sh takes them.</summary>
    public IEnumerable<string> Words => [Text(User), Text(Nice), Text(OpenFiles), Cgroup ?? "-"];

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
