using System.Text.Json.Nodes;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Signals.Tests.Harness;

/// <summary>
/// What a real FreqTrade sent, kept beside the project. A test that needs it is skipped where it is absent.
/// </summary>
internal static class Recorded
{
    public static JsonNode Read(string name)
    {
        var file = Repository.Shared("freqtrade", "recorded", name);
        Assert.SkipWhen(file is null, Repository.SharedAbsent);
        return JsonNode.Parse(File.ReadAllText(file!))!;
    }
}
