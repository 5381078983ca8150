namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>Removes an instance's folder, with the rights of its owner.</summary>
internal static class FolderRemoval
{
    /// <exception cref="IOException">Something in it cannot be removed.</exception>
    public static void Remove(InstanceFolder folder)
    {
        if (!Directory.Exists(folder.Path)) return;
        using (OwnersView.Of(folder))
        {
            foreach (var inner in Directory.GetDirectories(folder.Path)) Directory.Delete(inner, recursive: true);
            foreach (var file in Directory.GetFiles(folder.Path)) File.Delete(file);
        }

        Directory.Delete(folder.Path);
    }
}
