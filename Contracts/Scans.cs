namespace BtcWatcher.Contracts;

/// <summary>Code to look through: POST /internal/scan of the supervisor.</summary>
public sealed record ScanRequest
{
    /// <summary>Relative file name to text.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }
}

/// <summary>What looking through code found.</summary>
public sealed record ScanResult
{
    /// <summary>Strategy classes that can be run, by name.</summary>
    public required IReadOnlyList<ScannedClass> Classes { get; init; }
    public required IReadOnlyList<ScanFinding> Findings { get; init; }

    /// <summary>What was really done, for people: with the Simulator no code was run.</summary>
    public required IReadOnlyList<string> Checks { get; init; }
    public bool Simulated { get; init; }

    /// <summary>The code ran as a user of its own.</summary>
    public bool Isolated { get; init; }

    /// <summary>The code could not reach any network.</summary>
    public bool NoNetwork { get; init; }
}

/// <summary>A strategy class, and the file that defines it where that could be told.</summary>
public sealed record ScannedClass
{
    public required string Name { get; init; }
    public string? File { get; init; }
}

/// <summary>
/// syntax: no Python; import: FreqTrade cannot load the file; crashed: the code ended FreqTrade; timeout, memory and
/// disk: it took too much; unavailable: FreqTrade cannot be run here.
/// </summary>
public enum ScanFault { Syntax, Import, Crashed, Timeout, Memory, Unavailable, Disk }

/// <summary>Something that is wrong with the code; without a file where it cannot be said which one.</summary>
public sealed record ScanFinding
{
    public required ScanFault Kind { get; init; }
    public string? File { get; init; }
    public int? Line { get; init; }
    public required string Message { get; init; }
}

/// <summary>One thing in a strategy's whole configuration that FreqTrade would refuse.</summary>
public sealed record ConfigFinding
{
    /// <summary>Such as exchange.pair_whitelist[2].</summary>
    public required string Path { get; init; }
    public required string Message { get; init; }
}
