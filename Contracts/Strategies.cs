using System.Text.Json.Nodes;

namespace BtcWatcher.Contracts;

/// <summary>What a person asked a strategy's instance to be.</summary>
public enum DesiredState { Stopped, Running }

/// <summary>Command: converge the strategy's instance to a state. The highest revision of a strategy wins.</summary>
public sealed record SetDesiredState
{
    public required int StrategyId { get; init; }
    public required long Revision { get; init; }
    public required DesiredState State { get; init; }

    /// <summary>Number of the strategy version to run.</summary>
    public required int Version { get; init; }

    /// <summary>Grows when a person asks for a restart of the same version.</summary>
    public int RestartNonce { get; init; }

    /// <summary>True for ever once the strategy is deleted: what its instance has left is removed.</summary>
    public bool Deleted { get; init; }
}

public enum StrategyChange { Created, NewVersion, Thresholds, Deleted }

/// <summary>
/// A strategy was created, got a version or other thresholds, or was deleted. Key: strategy + revision.
/// </summary>
public sealed record StrategyChanged
{
    public required int StrategyId { get; init; }
    public required long Revision { get; init; }
    public required StrategyChange Change { get; init; }
    public required StrategyProfile Profile { get; init; }
}

/// <summary>What other services need to know of a strategy to read, grade and show its signals.</summary>
public sealed record StrategyProfile
{
    public required int StrategyId { get; init; }
    public required int Version { get; init; }
    public required string VersionLabel { get; init; }
    public required string Name { get; init; }
    public required string StrategyClass { get; init; }
    public required string Exchange { get; init; }
    public required string Timeframe { get; init; }
    public required StrengthScale Strength { get; init; }

    /// <summary>Counter in the webhook secret; a new one makes the old secret worthless.</summary>
    public int WebhookEpoch { get; init; } = 1;
}

/// <summary>
/// The strategy's own range of strength and its three thresholds: min &lt;= weak &lt;= medium &lt;= strong &lt;= max.
/// </summary>
public sealed record StrengthScale
{
    public required decimal Min { get; init; }
    public required decimal Max { get; init; }
    public required decimal Weak { get; init; }
    public required decimal Medium { get; init; }
    public required decimal Strong { get; init; }

    /// <summary>0 to 100 with thresholds 40, 60 and 80.</summary>
    public static StrengthScale Default { get; } = new() { Min = 0, Max = 100, Weak = 40, Medium = 60, Strong = 80 };
}

/// <summary>Everything that is needed to run one version of a strategy. Immutable once its version exists.</summary>
public sealed record StrategyDefinition
{
    public required StrategyProfile Profile { get; init; }
    public required IReadOnlyList<string> PairWhitelist { get; init; }
    public IReadOnlyList<string> PairBlacklist { get; init; } = [];
    public string StakeCurrency { get; init; } = "USDT";

    /// <summary>A positive number of the stake currency, or "unlimited".</summary>
    public string StakeAmount { get; init; } = "100";
    public decimal DryRunWallet { get; init; } = 1000;

    /// <summary>-1 is unlimited.</summary>
    public int MaxOpenTrades { get; init; } = 3;
    public OutboundProxy? Proxy { get; init; }

    /// <summary>What its instance may use; null leaves all of it to the supervisor.</summary>
    public ResourceLimits? Limits { get; init; }

    /// <summary>Relative file name to text: the strategy's code and its helper modules.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Raw FreqTrade configuration, merged under the protected keys.</summary>
    public JsonObject? ExtraConfig { get; init; }
}

/// <summary>What one instance may use of the machine; what is absent has the supervisor's default.</summary>
public sealed record ResourceLimits
{
    /// <summary>In MiB: an instance that uses more is ended and started again.</summary>
    public int? MemoryMb { get; init; }

    /// <summary>How much nicer than the services it is: 0 to 19.</summary>
    public int? Nice { get; init; }

    /// <summary>Files and connections that it may have open.</summary>
    public int? OpenFiles { get; init; }
}

/// <summary>
/// The proxy through which an instance reaches its exchange: http://, https:// or socks5://, credentials inside.
/// </summary>
public sealed record OutboundProxy
{
    public required Guid Id { get; init; }
    public required string Url { get; init; }
}
