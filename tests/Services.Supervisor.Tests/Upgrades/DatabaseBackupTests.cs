using System.Globalization;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Upgrades;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Tests.Upgrades;

public sealed class DatabaseBackupTests : IDisposable
{
    private static readonly Guid Upgrade = Guid.Parse("00000000-0000-0000-0000-000000000001");
    private readonly string _data = Directory.CreateTempSubdirectory("btcw-backup-").FullName;
    private readonly DatabaseBackup _backup;

    public DatabaseBackupTests()
    {
        var options = Options.Create(new InstallationOptions { Data = _data });
        _backup = new(new VersionFolders(options), new InstanceFolders(options));
        Directory.CreateDirectory(Path.Combine(_data, "instances", "7"));
    }

    [Fact]
    public void Restore_AfterAnotherProgramWrote_GivesEveryByteBack()
    {
        Write("", [1, 2, 3]);
        Write("-wal", [4, 5]);
        _backup.Keep(Upgrade, 7);
        Write("", [9]);
        Write("-shm", [9, 9]);
        File.Delete(PathOf("-wal"));

        _backup.Restore(Upgrade, 7);

        Assert.Equal([1, 2, 3], File.ReadAllBytes(PathOf("")));
        Assert.Equal([4, 5], File.ReadAllBytes(PathOf("-wal")));
        Assert.False(File.Exists(PathOf("-shm")));
        Assert.Equal([9], File.ReadAllBytes(Path.Combine(Kept, "replaced", "trades.sqlite")));
    }

    [Fact]
    public void Restore_WhereThereWasNoDatabase_LeavesNone()
    {
        _backup.Keep(Upgrade, 7);
        Write("", [9]);

        _backup.Restore(Upgrade, 7);

        Assert.False(File.Exists(PathOf("")));
    }

    [Fact]
    public void Keep_AndRestore_MayBeRepeated()
    {
        Write("", [1, 2, 3]);
        _backup.Keep(Upgrade, 7);
        Write("", [9]);
        // As after a crash between the copy and the note of it: what is kept stays what it was.
        _backup.Keep(Upgrade, 7);
        _backup.Restore(Upgrade, 7);
        _backup.Restore(Upgrade, 7);

        Assert.Equal([1, 2, 3], File.ReadAllBytes(PathOf("")));
        Assert.Equal([9], File.ReadAllBytes(Path.Combine(Kept, "replaced", "trades.sqlite")));
    }

    [Fact]
    public void Keep_InterruptedInTheMiddle_BeginsAgain()
    {
        Write("", [1, 2, 3]);
        Directory.CreateDirectory(Kept + ".new");
        File.WriteAllBytes(Path.Combine(Kept + ".new", "trades.sqlite"), [0]);
        Assert.False(_backup.Has(Upgrade, 7));

        _backup.Keep(Upgrade, 7);

        Assert.True(_backup.Has(Upgrade, 7));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Path.Combine(Kept, "trades.sqlite")));
    }

    [Fact]
    public void Prune_KeepsTheNewest()
    {
        var ids = Enumerable.Range(1, 4).Select(i => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddDays(i))).ToList();
        foreach (var id in ids) _backup.Keep(id, 7);

        _backup.Prune(2);

        Assert.Equal([false, false, true, true], ids.Select(id => _backup.Has(id, 7)));
    }

    [Fact]
    public void Size_IsThatOfAllFiles()
    {
        Write("", [1, 2, 3]);
        Write("-wal", [4, 5]);

        Assert.Equal(5, _backup.SizeOf([7, 8]));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private string Kept => Path.Combine(
        _data, "freqtrade-versions", ".backups", Upgrade.ToString(), 7.ToString(CultureInfo.InvariantCulture));

    private string PathOf(string end) => Path.Combine(_data, "instances", "7", "trades.sqlite" + end);

    private void Write(string end, byte[] bytes) => File.WriteAllBytes(PathOf(end), bytes);
}
