namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>
/// Bounds the file that an instance's output goes to. It is written by appending, so it can be cut in place.
/// </summary>
internal static class OutputLimit
{
    private const int Kept = 1 << 20;

    public static void Apply(InstanceFolder folder, long limit)
    {
        var file = new FileInfo(folder.Output);
        if (!file.Exists || file.Length <= limit) return;

        File.WriteAllText(folder.Output + ".1", LogTail.Read(folder.Output, Kept));
        using var output = new FileStream(
            folder.Output, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        output.SetLength(0);
    }
}
