using System.Text.Json;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>What a running FreqTrade 2025.8 answered, where the machine has it.</summary>
internal static class Recordings
{
    private static readonly string? Folder = Find("shared/freqtrade/recorded");

    /// <summary>The folder; skips the calling test where the recordings are absent.</summary>
    public static string Needed()
    {
        Assert.SkipWhen(Folder is null,
            "The recordings (shared/freqtrade/recorded above the repository) are not on this machine.");
        return Folder!;
    }

    public static JsonDocument Json(string path) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Needed(), path)));

    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, path);
            if (Path.Exists(found))
            {
                return found;
            }
        }

        return null;
    }
}
