using System.Text.Json;
using BtcWatcher.Testing;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>What a running FreqTrade 2025.8 answered, where the machine has it.</summary>
internal static class Recordings
{
    /// <summary>The folder; skips the calling test where the recordings are absent.</summary>
    public static string Needed()
    {
        var folder = Repository.Shared("freqtrade", "recorded");
        Assert.SkipWhen(folder is null, Repository.SharedAbsent);
        return folder!;
    }

    public static JsonDocument Json(string path) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Needed(), path)));
}
