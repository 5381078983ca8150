using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>
/// Programs that are the Simulator under another version. Each notes in its instance's folder, file starts, with which
/// bytes of the database it was started.
/// </summary>
internal sealed class ProgramScripts(string folder)
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <param name="version">What it says that it is.</param>
    /// <param name="trade">Shell lines before it begins to trade; the current folder is the instance's.</param>
    /// <param name="quick">Tells its version and kind by itself, without a start of the Simulator.</param>
    /// <returns>The command.</returns>
    public string Write(string version, string trade = "", bool quick = false)
    {
        Directory.CreateDirectory(folder, Everybody);
        var path = Path.Combine(folder, $"freqtrade-{version}.sh");
        File.WriteAllText(path, $"""
            #!/bin/sh
            export SIMULATOR_VERSION={version}
            {(quick ? Answers(version) : "")}
            if [ "$1" = trade ]; then
            echo "{version} $(sha256sum <trades.sqlite)" >>starts
            {trade}
            fi
            exec "{Repository.Program("Simulator")}" "$@"

            """);
        File.SetUnixFileMode(path, Everybody);
        return $"\"{path}\"";
    }

    private static string Answers(string version) => $"""
        [ "$1" = --version ] && exec echo "Freqtrade Version: freqtrade {version}"
        [ "$1" = --help ] && exec echo "simulated by BTC Watcher"
        """;

    /// <summary>Versions and hashes of an instance's starts, the oldest first.</summary>
    public static IReadOnlyList<(string Version, string Hash)> StartsIn(string instanceFolder) =>
        [.. File.ReadAllLines(Path.Combine(instanceFolder, "starts")).Select(line => line.Split(' '))
            .Select(words => (words[0], words[1]))];
}
