using System.Globalization;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Versions;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>
/// Keeps the databases of stopped instances before an upgrade, and puts them back byte for byte. Each step may be
/// repeated after a crash.
/// </summary>
internal sealed class DatabaseBackup(VersionFolders versions, InstanceFolders instances)
{
    private const string Replaced = "replaced";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public bool Has(Guid upgrade, int strategyId) => Directory.Exists(FolderOf(upgrade, strategyId));

    /// <summary>Copies what there is; a folder that stands is complete and stays as it is.</summary>
    public void Keep(Guid upgrade, int strategyId)
    {
        var kept = FolderOf(upgrade, strategyId);
        if (Directory.Exists(kept)) return;
        var fresh = kept + ".new";
        if (Directory.Exists(fresh)) Directory.Delete(fresh, recursive: true);
        Directory.CreateDirectory(fresh, OwnerOnly);
        var folder = instances.Of(strategyId);
        foreach (var name in DatabaseCopy.Names(folder))
        {
            DatabaseCopy.CopyOut(folder, name, Path.Combine(fresh, name));
        }

        Directory.Move(fresh, kept);
    }

    /// <summary>
    /// Puts the kept files in the place of the present ones, which go to a folder beside the kept ones.
    /// </summary>
    public void Restore(Guid upgrade, int strategyId)
    {
        var kept = FolderOf(upgrade, strategyId);
        var replaced = Path.Combine(kept, Replaced);
        Directory.CreateDirectory(replaced);
        var folder = instances.Of(strategyId);
        if (!Directory.Exists(folder.Path)) return;
        foreach (var name in DatabaseCopy.Names(folder))
        {
            // What lies there when it is repeated was put back already.
            var aside = Path.Combine(replaced, name);
            File.Delete(aside + ".new");
            if (!File.Exists(aside) && DatabaseCopy.CopyOut(folder, name, aside + ".new"))
            {
                File.Move(aside + ".new", aside);
            }

            DatabaseCopy.Remove(folder, name);
        }

        foreach (var name in DatabaseCopy.Names(folder).Where(name => File.Exists(Path.Combine(kept, name))))
        {
            DatabaseCopy.PutIn(Path.Combine(kept, name), folder, name);
        }
    }

    /// <summary>Bytes that keeping these strategies' databases takes.</summary>
    public long SizeOf(IEnumerable<int> strategyIds) => strategyIds.Select(instances.Of).Sum(folder =>
        DatabaseCopy.Names(folder).Select(name => new FileInfo(Path.Combine(folder.Path, name)))
            .Where(file => file.Exists).Sum(file => file.Length));

    public long FreeSpace()
    {
        Directory.CreateDirectory(versions.Backups, OwnerOnly);
        return new DriveInfo(versions.Backups).AvailableFreeSpace;
    }

    /// <summary>Keeps the newest ones; their names rise with time.</summary>
    public void Prune(int kept)
    {
        if (!Directory.Exists(versions.Backups)) return;
        var backups = Directory.EnumerateDirectories(versions.Backups)
            .Where(path => Guid.TryParse(Path.GetFileName(path), out _));
        foreach (var path in backups.OrderDescending(StringComparer.Ordinal).Skip(kept))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private string FolderOf(Guid upgrade, int strategyId) =>
        Path.Combine(versions.BackupOf(upgrade), strategyId.ToString(CultureInfo.InvariantCulture));
}
