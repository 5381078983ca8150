using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Logs;

namespace BtcWatcher.Services.Supervisor.Tests.Logs;

public sealed class LogReaderTests : IDisposable
{
    private static readonly SecretMask Mask = new(["known-secret-text"]);
    private readonly string _root = Directory.CreateTempSubdirectory("btcw-logs-").FullName;

    public LogReaderTests() => Directory.CreateDirectory(Folder.Logs);

    private InstanceFolder Folder => new(_root, 3);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Read_TheNewestRecords_OverRotatedParts()
    {
        File.WriteAllText(Folder.LogFile + ".10", Line(1, "INFO", "one"));
        File.WriteAllText(Folder.LogFile + ".2", Line(2, "INFO", "two"));
        File.WriteAllText(Folder.LogFile + ".1", Line(3, "INFO", "three"));
        File.WriteAllText(Folder.LogFile, Line(4, "INFO", "four") + Line(5, "INFO", "five"));

        var page = Read(new(4, null, null, null));

        Assert.Equal(["two", "three", "four", "five"], page.Entries.Select(entry => entry.Text.Split(" - ")[3]));
        Assert.False(page.Complete);
        Assert.Equal(5, Read(new(100, null, null, null)).Entries.Count);
        Assert.True(Read(new(100, null, null, null)).Complete);
    }

    [Fact]
    public void Read_WithALevel_KeepsATracebackWithItsLine()
    {
        File.WriteAllText(
            Folder.LogFile,
            Line(1, "INFO", "fine") + Line(2, "ERROR", "failed")
            + "Traceback (most recent call last):\n  File x\nKeyError: 1\n"
            + Line(3, "WARNING", "careful") + Line(4, "DEBUG", "detail"));

        var warnings = Read(new(100, LineLevel.Warning, null, null));
        var errors = Read(new(100, LineLevel.Error, null, null));

        Assert.Equal([LineLevel.Error, LineLevel.Warning], warnings.Entries.Select(entry => entry.Level));
        Assert.EndsWith(
            "ERROR - failed\nTraceback (most recent call last):\n  File x\nKeyError: 1",
            Assert.Single(errors.Entries).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutHeads_TakesAnUncaughtTraceAsAnError()
    {
        File.WriteAllText(Folder.LogFile, "Traceback (most recent call last):\n  File x\nSystemExit: 2\n");

        Assert.Equal(LineLevel.Error, Assert.Single(Read(new(100, LineLevel.Error, null, null)).Entries).Level);
    }

    [Fact]
    public void Read_ASearch_SeesOnlyWhatIsShown()
    {
        File.WriteAllText(
            Folder.LogFile, Line(1, "INFO", "token known-secret-text used") + Line(2, "INFO", "GET ws?token=abc.def"));

        Assert.Equal("token *** used", Read(new(9, null, "USED", null)).Entries.Single().Text.Split(" - ")[3]);
        Assert.Empty(Read(new(9, null, "known-secret", null)).Entries);
        Assert.Empty(Read(new(9, null, "abc.def", null)).Entries);
    }

    [Fact]
    public void Read_LongFile_ReadsItsEndOnly()
    {
        File.WriteAllLines(Folder.LogFile, Enumerable.Range(1, 200_000).Select(number =>
            Line(1, "INFO", $"line {number}").TrimEnd()));
        using var file = File.OpenRead(Folder.LogFile);
        var lines = new BackwardLines(file, file.Length);

        var last = lines.Read().Take(3).ToList();

        Assert.EndsWith("line 200000", last[0], StringComparison.Ordinal);
        Assert.EndsWith("line 199998", last[2], StringComparison.Ordinal);
        Assert.Equal(64 << 10, lines.BytesRead);
        var page = LogReader.Read(
            Folder, [Folder.LogFile], new(9, null, "line 5 ", null), Mask, end: null, mostBytes: 100_000);
        Assert.Equal((0, false), (page.Entries.Count, page.Complete));
    }

    [Fact]
    public void Backward_AnyBlockBorder_GivesTheLinesOfTheFile()
    {
        var random = new Random(7);
        var lines = Enumerable.Range(0, 3000).Select(_ => new string('é', random.Next(0, 200))).ToList();
        File.WriteAllText(Folder.LogFile, string.Join('\n', lines));
        using var file = File.OpenRead(Folder.LogFile);

        var read = new BackwardLines(file, file.Length).Read().Reverse().ToList();

        Assert.Equal(lines, read);
    }

    [Fact]
    public void Open_ALinkOrAPipe_IsNoLog()
    {
        var secret = Path.Combine(_root, "secret");
        File.WriteAllText(secret, Line(1, "INFO", "a neighbour's secret"));
        File.CreateSymbolicLink(Folder.LogFile, secret);

        Assert.Empty(Read(new(9, null, null, null)).Entries);

        Directory.Move(Folder.Logs, Folder.Logs + "-elsewhere");
        File.Delete(Path.Combine(Folder.Logs + "-elsewhere", "freqtrade.log"));
        File.WriteAllText(Path.Combine(Folder.Logs + "-elsewhere", "freqtrade.log"), "x\n");
        Directory.CreateSymbolicLink(Folder.Logs, Folder.Logs + "-elsewhere");
        Assert.Empty(Read(new(9, null, null, null)).Entries);
    }

    [Theory]
    [InlineData(0, null, null, "limit")]
    [InlineData(5001, null, null, "limit")]
    [InlineData(1, "loud", null, "level")]
    [InlineData(1, "3", null, "level")]
    [InlineData(1, null, "elsewhere", "source")]
    public void Query_WithAValueThatIsNone_IsRefused(int limit, string? level, string? source, string name)
    {
        var (query, problem) = LogQuery.Read(limit, level, null, source);

        Assert.Null(query);
        Assert.Equal(400, problem!.StatusCode);
        Assert.StartsWith($"'{name}' must be", problem.ProblemDetails.Detail, StringComparison.Ordinal);
    }

    private LogPage Read(LogQuery query) =>
        LogReader.Read(Folder, LogParts.Of(Folder, LogSource.Freqtrade), query, Mask);

    internal static string Line(int second, string level, string text) =>
        $"2026-01-01 00:00:{second:00},000 - freqtrade.worker - {level} - {text}\n";
}
