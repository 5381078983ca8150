using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>
/// Prepares an instance's folder for a start. Each part is written beside its place and moved into it.
/// </summary>
internal static class FolderWriter
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="folder">Of an instance that has no process.</param>
    /// <param name="definition">What it is to run.</param>
    /// <param name="config">As FreqTrade reads it.</param>
    /// <param name="user">Number of the user and group that the folder is given to; null for our own.</param>
    /// <exception cref="InvalidDataException">A file of the strategy would lie outside its folder.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(
        InstanceFolder folder, StrategyDefinition definition, JsonObject config, int? user = null)
    {
        var text = Text(config);
        FolderOwnership.Give(folder, user);
        using var view = OwnersView.Of(folder);
        if (Directory.Exists(folder.Temporary)) Directory.Delete(folder.Temporary, recursive: true);
        foreach (var path in (string[])[folder.Logs, folder.UserData, folder.Temporary])
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }

        WriteStrategies(folder, definition.Files);
        Replace(folder.Config, text);
        // The output of one generation at a time, and the one before it.
        if (File.Exists(folder.Output)) File.Move(folder.Output, folder.Output + ".1", overwrite: true);
    }

    /// <summary>Makes a folder that holds code and nothing to run it with.</summary>
    /// <exception cref="InvalidDataException">A file would lie outside its folder.</exception>
    public static void WriteCode(InstanceFolder folder, IReadOnlyDictionary<string, string> files, int? user)
    {
        FolderOwnership.Give(folder, user);
        using var view = OwnersView.Of(folder);
        Directory.CreateDirectory(folder.UserData, OwnerFolder);
        Directory.CreateDirectory(folder.Temporary, OwnerFolder);
        WriteStrategies(folder, files);
    }

    /// <summary>Replaces the configuration alone.</summary>
    public static void WriteConfig(InstanceFolder folder, JsonObject config)
    {
        var text = Text(config);
        using var view = OwnersView.Of(folder);
        Replace(folder.Config, text);
    }

    /// <summary>True when the folder's configuration is another one, or is missing.</summary>
    public static bool IsOther(InstanceFolder folder, JsonObject config)
    {
        var bytes = Encoding.UTF8.GetBytes(Text(config));
        using var view = OwnersView.Of(folder);
        using var file = PlainFile.Open(folder.Config);
        if (file is null || file.Length != bytes.Length) return true;
        var present = new byte[bytes.Length];
        return file.ReadAtLeast(present, present.Length, throwOnEndOfStream: false) != bytes.Length
            || !present.AsSpan().SequenceEqual(bytes);
    }

    private static string Text(JsonObject config) => config.ToJsonString(Indented);

    private static void WriteStrategies(InstanceFolder folder, IReadOnlyDictionary<string, string> files)
    {
        var fresh = folder.Strategies + ".new";
        var old = folder.Strategies + ".old";
        foreach (var left in (string[])[fresh, old])
        {
            if (Directory.Exists(left)) Directory.Delete(left, recursive: true);
        }

        Directory.CreateDirectory(fresh, OwnerFolder);
        foreach (var (name, text) in files)
        {
            var path = Path.GetFullPath(Path.Combine(fresh, name));
            if (!path.StartsWith(fresh + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"The strategy's file '{name}' is not inside its folder.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerFolder);
            File.WriteAllText(path, text, new UTF8Encoding(false));
        }

        if (Directory.Exists(folder.Strategies)) Directory.Move(folder.Strategies, old);
        Directory.Move(fresh, folder.Strategies);
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
    }

    private static void Replace(string path, string text)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        using (var file = new FileStream(fresh, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        }))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
