using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>
/// Body of creating or changing a strategy. What is absent keeps its value, or has its default in a new one.
/// </summary>
internal sealed record StrategyRequest
{
    public string? Name { get; init; }
    public string? StrategyClass { get; init; }
    public string? Timeframe { get; init; }
    public string? Exchange { get; init; }
    public IReadOnlyList<string?>? PairWhitelist { get; init; }
    public IReadOnlyList<string?>? PairBlacklist { get; init; }

    /// <summary>Only true is accepted: there is no way to trade real money.</summary>
    public bool? DryRun { get; init; }
    public decimal? DryRunWallet { get; init; }
    public string? StakeCurrency { get; init; }

    /// <summary>A positive number, or "unlimited".</summary>
    public JsonNode? StakeAmount { get; init; }
    public int? MaxOpenTrades { get; init; }

    /// <summary>Of an outbound proxy; "none" takes it away.</summary>
    public string? ProxyId { get; init; }

    /// <summary>Label of the version, such as v1.0.</summary>
    public string? Version { get; init; }
    public bool? AutoStart { get; init; }

    /// <summary>Why the version is made; kept with it.</summary>
    public string? Note { get; init; }

    /// <summary>Relative file name to text.</summary>
    public IReadOnlyDictionary<string, string?>? Files { get; init; }
    public JsonObject? ExtraConfig { get; init; }
    public LimitsRequest? Limits { get; init; }
    public StrengthRequest? Strength { get; init; }
    public IReadOnlyList<string?>? Tags { get; init; }
}

/// <summary>
/// What the instance may use: memory in MiB, how nice it is, open files. What is absent has the installation's default.
/// </summary>
internal sealed record LimitsRequest(int? MemoryMb, int? Nice, int? OpenFiles);

/// <summary>A scale of strength: min &lt;= weak &lt;= medium &lt;= strong &lt;= max.</summary>
internal sealed record StrengthRequest(decimal? Min, decimal? Max, decimal? Weak, decimal? Medium, decimal? Strong);
