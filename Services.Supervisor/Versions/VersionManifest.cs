namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>Where a version of FreqTrade comes from.</summary>
internal enum VersionSource
{
    /// <summary>It is what FreqTrade:Command runs.</summary>
    Configured,

    /// <summary>An installed program that a person named.</summary>
    Registered,

    /// <summary>Its own Python environment, made here.</summary>
    Installed,
}

internal enum CheckResult { Passed, Failed, Skipped }

/// <summary>One thing that was looked at, with what a person should read.</summary>
internal sealed record VersionCheck(string Name, CheckResult Result, string Detail);

/// <summary>One version of FreqTrade as its folder describes it; a folder without this file is half done.</summary>
internal sealed record VersionManifest
{
    public required string Version { get; init; }
    public required VersionSource Source { get; init; }

    /// <summary>Program and leading arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Python packages that strategies need beside FreqTrade's own.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];
    public required DateTimeOffset InstalledAt { get; init; }

    /// <summary>When every check last passed; null when one did not since.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }
    public IReadOnlyList<VersionCheck> Checks { get; init; } = [];

    /// <summary>The configured command runs this version now instead.</summary>
    public string? ReplacedBy { get; init; }
}
