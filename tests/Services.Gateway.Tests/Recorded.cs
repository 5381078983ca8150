using BtcWatcher.Testing;

namespace BtcWatcher.Services.Gateway.Tests;

/// <summary>
/// What a real FreqTrade answered, kept beside the project. A test that needs it is skipped where it is absent.
/// </summary>
internal static class Recorded
{
    public static string File(string name)
    {
        var folder = Repository.Shared("freqtrade", "recorded");
        Assert.SkipWhen(folder is null, Repository.SharedAbsent);
        return Path.Combine(folder!, name);
    }
}
