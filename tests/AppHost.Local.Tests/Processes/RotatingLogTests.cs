using System.Text;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Tests.Processes;

public sealed class RotatingLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("btcwatcher-log-");

    private string File => Path.Combine(_folder.FullName, "x.log");

    [Fact]
    public void Write_PastTheLimit_KeepsTheNewestFiles()
    {
        using var log = new RotatingLog(File, limit: 10, files: 3);

        foreach (var text in (string[])["first_____", "second____", "third_____", "fourth____"])
        {
            log.Write(Encoding.ASCII.GetBytes(text));
        }

        Assert.Equal(["x.log", "x.log.1", "x.log.2"], _folder.GetFiles().Select(f => f.Name).Order());
        Assert.Equal("fourth____", System.IO.File.ReadAllText(File));
        Assert.Equal("second____", System.IO.File.ReadAllText(File + ".2"));
    }

    [Fact]
    public void Write_AfterARestart_Appends()
    {
        using (var log = new RotatingLog(File))
        {
            Assert.True(log.TryWriteLine("before"));
        }

        using (var log = new RotatingLog(File))
        {
            Assert.True(log.TryWriteLine("after"));
        }

        Assert.Equal(["before", "after"], RotatingLog.Tail(File, 5));
        Assert.Equal(["after"], RotatingLog.Tail(File, 1));
    }

    [Fact]
    public async Task CopyFrom_DiskRefuses_ReadsOnToTheEnd()
    {
        using var log = new RotatingLog("/dev/full");
        using var source = new MemoryStream(new byte[100_000]);

        await log.CopyFromAsync(source);

        Assert.Equal(100_000, source.Position);
    }

    [Fact]
    public void Tail_NoFile_IsEmpty() => Assert.Empty(RotatingLog.Tail(File, 5));

    public void Dispose() => _folder.Delete(recursive: true);
}
