using System.Text.RegularExpressions;
using BtcWatcher.Testing;

namespace BtcWatcher.AppHost.Local.Tests;

/// <summary>The topology gives each service the addresses that its code asks for.</summary>
public sealed partial class TopologyTests
{
    [Theory]
    [InlineData("gateway")]
    [InlineData("supervisor")]
    [InlineData("signals")]
    [InlineData("notifications")]
    [InlineData("monitoring")]
    public void Service_ThatCallsAnother_HasItsAddress(string service)
    {
        var project = Path.Combine(Repository.Root, $"Services.{char.ToUpperInvariant(service[0])}{service[1..]}");
        var called = Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Client().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        var topology = File.ReadAllText(Path.Combine(Repository.Root, "AppHost", "AppHost.cs"));
        var given = Calls().Matches(topology).Where(match => match.Groups[1].Value == service)
            .SelectMany(match => match.Groups[2].Captures).Select(capture => capture.Value)
            .Distinct().Order(StringComparer.Ordinal);

        Assert.NotEmpty(called);
        Assert.Subset(given.ToHashSet(), called.ToHashSet());
    }

    [GeneratedRegex(@"CreateClient\(""(\w+)""\)")]
    private static partial Regex Client();

    [GeneratedRegex(@"^(\w+)(?:\s*\.WithReference\((\w+)\))+", RegexOptions.Multiline)]
    private static partial Regex Calls();
}
