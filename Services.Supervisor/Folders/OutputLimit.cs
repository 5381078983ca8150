namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>
/// Bounds the file that an instance's output goes to. It is written by appending, so it can be cut in place.
/// </summary>
internal static class OutputLimit
{
    private const int Kept = 1 << 20;

    public static void Apply(InstanceFolder folder, long limit)
    {
        using var view = OwnersView.Of(folder);
        using var output = PlainFile.Open(folder.Output, FileAccess.Write);
        if (output is null || output.Length <= limit) return;

        var kept = folder.Output + ".1";
        File.Delete(kept);
        using (var end = new StreamWriter(new FileStream(kept, FileMode.CreateNew)))
        {
            end.Write(LogTail.Read(folder.Output, Kept));
        }

        output.SetLength(0);
    }
}
