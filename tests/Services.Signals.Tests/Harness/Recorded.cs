using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Signals.Tests.Harness;

/// <summary>
/// What a real FreqTrade sent, kept beside the project. A test that needs it is skipped where it is absent.
/// </summary>
internal static class Recorded
{
    public static JsonNode Read(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "freqtrade", "recorded", name);
            if (File.Exists(file))
            {
                return JsonNode.Parse(File.ReadAllText(file))!;
            }
        }

        Assert.Skip("The recordings shared/freqtrade/recorded are not on this machine.");
        throw new InvalidOperationException("unreachable");
    }
}
