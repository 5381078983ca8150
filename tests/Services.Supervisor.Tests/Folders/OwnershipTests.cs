using System.Diagnostics;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Tests.Harness;

namespace BtcWatcher.Services.Supervisor.Tests.Folders;

/// <summary>A strategy owns its folder and may put into it what it likes: nobody must fall for it.</summary>
public sealed class OwnershipTests : IDisposable
{
    private const int User = 70003;
    private readonly string _root = Directory.CreateTempSubdirectory("btcw-owner-").FullName;

    private InstanceFolder Folder => new(Path.Combine(_root, "instances"), 3);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Write_ForAUser_EverythingIsHisAndForHimOnly()
    {
        Assert.SkipUnless(Isolated.IsPossible, Isolated.NotRoot);
        // Of an earlier supervisor that ran instances as itself.
        FolderWriter.Write(Folder, TestConfigs.Definition(3), []);
        File.WriteAllText(Folder.Database, "trades");

        Write();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Folder.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Folder.Config));
        Assert.All(Directory.GetFileSystemEntries(Folder.Path, "*", SearchOption.AllDirectories).Append(Folder.Path),
            path => Assert.Equal(new FileOwner(User, User), FileOwner.Of(path)));
        Assert.Equal("trades", File.ReadAllText(Folder.Database));
    }

    [Fact]
    public void Write_BackForTheSupervisor_TakesTheFolder()
    {
        Assert.SkipUnless(Isolated.IsPossible, Isolated.NotRoot);
        Write();

        FolderWriter.Write(Folder, TestConfigs.Definition(3), []);

        Assert.Equal(FileOwner.Own, FileOwner.Of(Folder.Path));
        Assert.Equal(FileOwner.Own, FileOwner.Of(Folder.Config));
    }

    [Fact]
    public void Read_ALinkToASecret_GivesNothing()
    {
        Assert.SkipUnless(Isolated.IsPossible, Isolated.NotRoot);
        Write();
        var secret = Secret();
        Link(secret, Folder.LogFile);

        Assert.Equal("", LogTail.Read(Folder, Folder.LogFile));
        Assert.Equal("hidden", LogTail.Read(secret));
    }

    [Fact]
    public void OutputLimit_ALinkToASecret_LeavesItWhole()
    {
        Assert.SkipUnless(Isolated.IsPossible, Isolated.NotRoot);
        Write();
        var secret = Secret();
        Link(secret, Folder.Output);

        OutputLimit.Apply(Folder, 1);

        Assert.Equal("hidden", File.ReadAllText(secret));
    }

    [Fact]
    public void Write_OverALinkedFolder_IsRefusedAndTheOtherIsUntouched()
    {
        Assert.SkipUnless(Isolated.IsPossible, Isolated.NotRoot);
        Write();
        var other = Directory.CreateDirectory(Path.Combine(_root, "other")).FullName;
        File.WriteAllText(Path.Combine(other, "output.log"), "kept");
        Directory.Delete(Folder.Logs, recursive: true);
        Link(other, Folder.Logs);
        File.SetUnixFileMode(other, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Write();

        Assert.Equal(["output.log"], Directory.GetFileSystemEntries(other).Select(Path.GetFileName));
    }

    [Fact]
    public void Read_APipeInThePlaceOfALog_DoesNotWait()
    {
        Directory.CreateDirectory(Folder.Logs);
        using var made = Process.Start("mkfifo", [Folder.LogFile]);
        made.WaitForExit();

        Assert.Equal("", LogTail.Read(Folder, Folder.LogFile));
        Assert.Null(PlainFile.Open(Folder.LogFile, FileAccess.Write));
    }

    private void Write()
    {
        Directory.CreateDirectory(Folder.Root);
        foreach (var path in (string[])[_root, Folder.Root]) File.SetUnixFileMode(path, Isolated.Through);
        FolderWriter.Write(Folder, TestConfigs.Definition(3), [], User);
    }

    private string Secret()
    {
        var path = Path.Combine(_root, "installation-key");
        File.WriteAllText(path, "hidden");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private static void Link(string target, string path)
    {
        using var linked = Process.Start("ln", ["-sf", target, path]);
        linked.WaitForExit();
        Assert.Equal(0, linked.ExitCode);
    }
}
