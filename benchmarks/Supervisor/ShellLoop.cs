using System.Diagnostics;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>
/// The reference: a plain shell loop over the folders that the supervisor had prepared, with the same program,
/// arguments and environment.
/// </summary>
internal sealed class ShellLoop(string folders, string[] words, string[] environment)
{
    /// <summary>As the supervisor started the first one.</summary>
    public static ShellLoop Like(BenchInstallation installation)
    {
        var first = ProcessTable.Marked(installation.Data)
            .First(one => one.Mark.StartsWith("1:", StringComparison.Ordinal) && !one.IsScript);
        return new(installation.Folders, [.. first.Words], ProcessTable.Environment(first.Pid));
    }

    public async Task RunAsync(int count)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var word in (string[])["-c", Script(count)]) start.ArgumentList.Add(word);
        using var shell = Process.Start(start)!;
        await shell.WaitForExitAsync();
    }

    private string Script(int count) => $$"""
        for id in $(seq {{count}}); do
            cd '{{folders}}'/$id || exit 1
            rm -f trades.sqlite*
            env -i {{Quoted(environment)}} {{Quoted(words)}} </dev/null >>logs/output.log 2>&1 &
        done
        """;

    // The first one's words, with the id in the place of 1 where they name its folder.
    private string Quoted(IEnumerable<string> all) => string.Join(' ', all.Select(word =>
        "'" + word.Replace($"{folders}/1", $"{folders}/'$id'", StringComparison.Ordinal) + "'"));
}
