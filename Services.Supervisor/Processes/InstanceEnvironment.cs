using System.Collections;
using System.Runtime.InteropServices;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>
/// The whole environment of an instance, from a list of what it may have: its strategy is foreign code, and FreqTrade
/// takes FREQTRADE__* and proxy variables from there (facts 1.2).
/// </summary>
internal static class InstanceEnvironment
{
    public static void Fill(
        IDictionary<string, string?> environment, InstanceMark mark, InstanceFolder folder,
        InstallationOptions installation)
    {
        FillFor(environment, folder.Path, installation.Simulated);
        environment["TMPDIR"] = folder.Temporary;
        environment[InstanceMark.DataVariable] = installation.Data;
        environment[InstanceMark.InstanceVariable] = mark.ToString();
    }

    /// <summary>The same without an instance, for questions such as the version.</summary>
    public static void FillFor(IDictionary<string, string?> environment, string home, bool simulated)
    {
        environment.Clear();
        environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
        environment["HOME"] = home;
        environment["LANG"] = Environment.GetEnvironmentVariable("LANG") ?? "C.UTF-8";
        environment["TZ"] = "UTC";
        // FreqTrade wraps its log at 200 columns without it.
        environment["COLUMNS"] = "4000";
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
        {
            environment["DOTNET_ROOT"] = root;
        }

        if (simulated) FillForSimulator(environment);
    }

    // Hundreds of simulators side by side: little memory each, and none of the user's 128 inotify instances.
    private static void FillForSimulator(IDictionary<string, string?> environment)
    {
        environment.TryAdd("DOTNET_ROOT",
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")));
        environment["DOTNET_gcServer"] = "0";
        environment["DOTNET_TieredPGO"] = "0";
        environment["DOTNET_GCgen0size"] = "400000";
        environment["DOTNET_EnableDiagnostics"] = "0";
        environment["DOTNET_hostBuilder__reloadConfigOnChange"] = "false";
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith("SIMULATOR_", StringComparison.Ordinal)) environment[name] = (string?)variable.Value;
        }
    }
}
