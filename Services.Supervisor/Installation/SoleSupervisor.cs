using BtcWatcher.Services.Supervisor.Folders;
using Npgsql;

namespace BtcWatcher.Services.Supervisor.Installation;

/// <summary>
/// One supervisor for a data folder and for a database. The lock of the file holds as long as the process lives; the
/// database's tells of one on another machine.
/// </summary>
internal sealed class SoleSupervisor(InstanceFolders folders, NpgsqlDataSource source, TimeProvider clock) : IDisposable
{
    // One that was just killed may still be on its way out.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private FileStream? _file;
    private NpgsqlConnection? _connection;

    /// <exception cref="InvalidOperationException">Another supervisor is at work.</exception>
    public async Task TakeAsync(CancellationToken ct)
    {
        var path = Path.Combine(folders.Root, "supervisor.lock");
        var began = clock.GetTimestamp();
        while ((_file ??= Open(path)) is null || !await TryLockAsync(ct))
        {
            if (clock.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException(_file is null
                    ? $"Another supervisor is at work on this data folder ({path} is locked). End it first."
                    : "Another supervisor is at work on this database. End it first, or give this one its own.");
            }

            await Task.Delay(Pause, clock, ct);
        }
    }

    public void Release()
    {
        _file?.Dispose();
        _connection?.Dispose();
        (_file, _connection) = (null, null);
    }

    public void Dispose() => Release();

    private static FileStream? Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // An instance that could open it could hold the lock.
            File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return file;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task<bool> TryLockAsync(CancellationToken ct)
    {
        _connection ??= await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            "SELECT pg_try_advisory_lock(hashtextextended('btcwatcher:sole-supervisor', 0))", _connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
