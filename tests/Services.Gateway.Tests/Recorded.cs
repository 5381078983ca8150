namespace BtcWatcher.Services.Gateway.Tests;

/// <summary>
/// What a real FreqTrade answered, kept beside the project. A test that needs it is skipped where it is absent.
/// </summary>
internal static class Recorded
{
    private static readonly string? Folder = Find();

    public static string File(string name)
    {
        Assert.SkipWhen(Folder is null, "The recordings ../shared/freqtrade/recorded are not on this machine.");
        return Path.Combine(Folder!, name);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!System.IO.File.Exists(Path.Combine(folder.FullName, "BtcWatcher.sln"))) continue;
            var recorded = Path.Combine(folder.FullName, "..", "shared", "freqtrade", "recorded");
            return Directory.Exists(recorded) ? recorded : null;
        }

        return null;
    }
}
