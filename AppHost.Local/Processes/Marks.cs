using System.Globalization;

namespace BtcWatcher.AppHost.Local.Processes;

/// <summary>
/// The environment variables by which processes of a data folder are found again after their host was killed.
/// </summary>
internal static class Marks
{
    public const string Data = "BTCWATCHER_DATA";
    public const string Resource = "BTCWATCHER_RESOURCE";
    public const string StopSignal = "BTCWATCHER_STOP_SIGNAL";
    public const string Instance = "BTCWATCHER_INSTANCE";

    /// <summary>Living processes that carry the mark of that data folder, with their marks.</summary>
    public static IReadOnlyList<MarkedProcess> Find(string dataDirectory)
    {
        var found = new List<MarkedProcess>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId
                && EnvironmentOf(pid) is { } variables
                && variables.GetValueOrDefault(Data) == dataDirectory
                && ProcessIdentity.Of(pid) is { } identity)
            {
                found.Add(new MarkedProcess(identity, variables));
            }
        }

        return found;
    }

    /// <summary>The environment a process was started with; null when it is gone or not ours to read.</summary>
    public static IReadOnlyDictionary<string, string>? EnvironmentOf(int pid)
    {
        try
        {
            var variables = new Dictionary<string, string>();
            foreach (var pair in File.ReadAllText($"/proc/{pid}/environ").Split('\0'))
            {
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0)
                {
                    variables[pair[..equals]] = pair[(equals + 1)..];
                }
            }

            return variables;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

internal sealed record MarkedProcess(ProcessIdentity Identity, IReadOnlyDictionary<string, string> Variables)
{
    public string? Resource => Variables.GetValueOrDefault(Marks.Resource);

    /// <summary>A FreqTrade instance: it outlives the host and is adopted by the next supervisor.</summary>
    public bool IsInstance => Variables.ContainsKey(Marks.Instance);

    public UnixSignal StopSignal =>
        int.TryParse(Variables.GetValueOrDefault(Marks.StopSignal), CultureInfo.InvariantCulture, out var number)
            ? (UnixSignal)number
            : UnixSignal.Terminate;
}
