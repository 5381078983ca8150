using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>Copies an instance's SQLite files: the database with its write-ahead log.</summary>
internal static class DatabaseCopy
{
    private const int Tries = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The files that there may be beside one another; only the first always is.</summary>
    public static IReadOnlyList<string> Names(InstanceFolder folder) =>
        [.. ((string[])["", "-wal", "-shm"]).Select(end => Path.GetFileName(folder.Database) + end)];

    /// <summary>
    /// Copies the database of an instance that may be writing: what did not change meanwhile is one moment's. The index
    /// (-shm) is made again by whoever opens it.
    /// </summary>
    /// <exception cref="IOException">It never stood still, or cannot be read.</exception>
    public static async Task SnapshotAsync(
        InstanceFolder from, InstanceFolder to, TimeProvider clock, CancellationToken ct)
    {
        if (!File.Exists(from.Database)) return;
        for (var i = 0; i < Tries; i++)
        {
            var before = StateOf(from);
            foreach (var name in Names(from).Where(name => !name.EndsWith("-shm", StringComparison.Ordinal)))
            {
                File.Delete(Path.Combine(to.Path, name));
                CopyOut(from, name, Path.Combine(to.Path, name));
            }

            if (StateOf(from) == before) return;
            await Task.Delay(Pause, clock, ct);
        }

        throw new IOException($"{from.Database} is written to all the time and could not be copied");
    }

    /// <summary>Copies one file out of an instance's folder, with its owner's rights: it may be a link.</summary>
    /// <returns>False when there is none.</returns>
    public static bool CopyOut(InstanceFolder from, string name, string to)
    {
        using var source = Open(from, name);
        if (source is null) return false;
        using var copy = Create(to);
        source.CopyTo(copy);
        copy.Flush(flushToDisk: true);
        return true;
    }

    /// <summary>Puts a file into an instance's folder, as its owner's.</summary>
    public static void PutIn(string from, InstanceFolder to, string name)
    {
        using var source = File.OpenRead(from);
        using var view = OwnersView.Of(to);
        var place = Path.Combine(to.Path, name);
        File.Delete(place + ".new");
        using (var copy = Create(place + ".new"))
        {
            source.CopyTo(copy);
            copy.Flush(flushToDisk: true);
        }

        File.Move(place + ".new", place, overwrite: true);
    }

    public static void Remove(InstanceFolder folder, string name)
    {
        using var view = OwnersView.Of(folder);
        File.Delete(Path.Combine(folder.Path, name));
    }

    private static FileStream? Open(InstanceFolder folder, string name)
    {
        using var view = OwnersView.Of(folder);
        return PlainFile.Open(Path.Combine(folder.Path, name));
    }

    private static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    private static string StateOf(InstanceFolder folder) => string.Join(' ', Names(folder).Take(2).Select(name =>
    {
        var file = new FileInfo(Path.Combine(folder.Path, name));
        return file.Exists ? $"{file.Length}:{file.LastWriteTimeUtc.Ticks}" : "-";
    }));
}
