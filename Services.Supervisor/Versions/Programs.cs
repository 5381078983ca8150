using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>Which program an instance of a version runs. Without a version: what is configured.</summary>
internal sealed class Programs(FreqTradeCommand configured, VersionStore versions)
{
    /// <summary>The version of the whole installation; null until an upgrade chose one.</summary>
    public string? Current { get; set; }

    /// <summary>The version that people see as the present one; null until the configured program told it.</summary>
    public string? CurrentName => Current is { } current ? Actual(current)
        : versions.Configured ?? versions.All.FirstOrDefault(
            one => one is { Source: VersionSource.Configured, ReplacedBy: null })?.Version;

    /// <summary>The version that stands in the place of this one now.</summary>
    public string? Actual(string? version) =>
        version is not null && versions.Find(version)?.ReplacedBy is { } now ? now : version;

    public IReadOnlyList<string> Words(string? version) => Find(version)?.Command ?? configured.Words;

    /// <summary>Why it cannot be run; null when the program is there.</summary>
    public string? Missing(string? version)
    {
        if (version is not null && versions.Find(version) is null)
        {
            return $"FreqTrade {version}, with which this strategy ran last, is not installed any more: install it "
                + "again, or upgrade to another version";
        }

        return FreqTradeCommand.Missing(Words(version));
    }

    // The configured one is what is configured now, wherever it was when it was first seen.
    private VersionManifest? Find(string? version) => version is not null
        && versions.Find(version) is { Source: not VersionSource.Configured } manifest ? manifest : null;
}
