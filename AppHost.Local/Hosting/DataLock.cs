namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>One host a data folder: a lock that the kernel lets go when its holder dies.</summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream _file;

    private DataLock(FileStream file) => _file = file;

    /// <returns>Null when another host holds it.</returns>
    public static DataLock? TryTake(string dataDirectory)
    {
        var folder = Path.Combine(dataDirectory, "run");
        PrivateFiles.CreateFolder(folder);
        try
        {
            return new DataLock(new FileStream(
                Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
