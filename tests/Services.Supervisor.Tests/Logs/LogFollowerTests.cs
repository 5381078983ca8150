using System.Text;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Logs;
using BtcWatcher.Testing;
using static BtcWatcher.Services.Supervisor.Tests.Logs.LogReaderTests;

namespace BtcWatcher.Services.Supervisor.Tests.Logs;

public sealed class LogFollowerTests : IDisposable
{
    private static readonly SecretMask Mask = new(["known-secret-text"]);
    private int _rounds;
    private readonly string _root = Directory.CreateTempSubdirectory("btcw-logs-").FullName;

    public LogFollowerTests() => Directory.CreateDirectory(Folder.Logs);

    private InstanceFolder Folder => new(_root, 3);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Follow_OverRotationsAndACut_LosesAndDoublesNothing()
    {
        Append(Line(0, "INFO", "before"));
        using var end = new CancellationTokenSource();
        var seen = new List<string>();
        using var follower = new LogFollower(Folder, Folder.LogFile, TimeProvider.System);
        follower.Begin();
        var following = CollectAsync(follower, seen, end.Token);

        Append(Line(1, "INFO", "one"));
        await UntilAsync(seen, 1);
        Append(Line(2, "ERROR", "two") + "Traceback (most recent call last):\nKeyError: 2\n");
        File.Move(Folder.LogFile, Folder.LogFile + ".1");
        Append(Line(3, "INFO", "three"));
        await UntilAsync(seen, 3);
        using (var cut = new FileStream(Folder.LogFile, FileMode.Open, FileAccess.Write)) cut.SetLength(0);
        // It has to look before the file has grown past the old length again: two rounds without news.
        var rounds = Volatile.Read(ref _rounds);
        await Eventually.TrueAsync(() => Volatile.Read(ref _rounds) >= rounds + 2);
        Append(Line(4, "INFO", "four"));
        await UntilAsync(seen, 4);
        File.Delete(Folder.LogFile);
        Append(Line(5, "INFO", "five"));
        await UntilAsync(seen, 5);

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        Assert.Equal(["one", "two", "three", "four", "five"], seen.Select(text => text.Split(" - ")[3].Split('\n')[0]));
        Assert.EndsWith("KeyError: 2", seen[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_AllParts_AreInTheirOrderAndMasked()
    {
        File.WriteAllText(Folder.LogFile + ".10", Line(1, "INFO", "one"));
        File.WriteAllText(Folder.LogFile + ".9", Line(2, "INFO", "ws?token=abc.def two"));
        File.WriteAllText(Folder.LogFile, Line(3, "INFO", "known-secret-text three") + "half a line");
        using var download = new LogDownload(Folder, LogSource.Freqtrade);
        // A rotation while it is sent changes nothing.
        File.Move(Folder.LogFile, Folder.LogFile + ".1");
        using var target = new MemoryStream();

        await download.WriteAsync(target, Mask, CancellationToken.None);

        var text = Encoding.UTF8.GetString(target.ToArray());
        Assert.Equal(
            Line(1, "INFO", "one") + Line(2, "INFO", "ws?token=*** two") + Line(3, "INFO", "*** three")
            + "half a line\n", text);
    }

    [Fact]
    public void Retention_BeyondTheSizeOrAge_RemovesTheOldestPartsOnly()
    {
        foreach (var number in Enumerable.Range(1, 10))
        {
            File.WriteAllText($"{Folder.LogFile}.{number}", new string('x', 1000));
        }

        File.WriteAllText(Folder.LogFile, new string('x', 5000));
        File.WriteAllText(Folder.Output, new string('x', 100));
        File.SetLastWriteTimeUtc(Folder.LogFile + ".2", DateTime.UnixEpoch);

        Assert.Equal(8, LogRetention.Sweep(Folder, 8500, DateTime.UnixEpoch.AddDays(1)));

        Assert.Equal(["freqtrade.log", "freqtrade.log.1", "freqtrade.log.3", "output.log"], Directory
            .GetFiles(Folder.Logs).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(0, LogRetention.Sweep(Folder, 8500, DateTime.UnixEpoch.AddDays(1)));
        Assert.Equal(2, LogRetention.Sweep(Folder, 1, DateTime.UnixEpoch));
        Assert.Equal(5000, new FileInfo(Folder.LogFile).Length);
    }

    private void Append(string text) => File.AppendAllText(Folder.LogFile, text);

    private static Task UntilAsync(List<string> seen, int count) => Eventually.TrueAsync(() =>
    {
        lock (seen) return seen.Count >= count;
    });

    private async Task CollectAsync(LogFollower follower, List<string> seen, CancellationToken ct)
    {
        await foreach (var entry in follower.FollowAsync(ct))
        {
            if (entry is null) Interlocked.Increment(ref _rounds);
            else lock (seen) seen.Add(entry.Text);
        }
    }
}
