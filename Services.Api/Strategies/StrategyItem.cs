using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>A strategy as lists show it, with the state that its instance was last seen in.</summary>
internal record StrategyItem
{
    public required int StrategyId { get; init; }
    public required string Name { get; init; }
    public required string StrategyClass { get; init; }

    /// <summary>Label of the present version.</summary>
    public required string Version { get; init; }
    public required int VersionNumber { get; init; }
    public required string Timeframe { get; init; }
    public required string Exchange { get; init; }
    public required IReadOnlyList<string> PairWhitelist { get; init; }
    public required DesiredState DesiredState { get; init; }

    /// <summary>
    /// stopped, starting, running, paused, idle, stopping, backing_off, gave_up; unknown when nobody tells.
    /// </summary>
    public required string State { get; init; }
    public required long Generation { get; init; }
    public int? Port { get; init; }
    public int? Pid { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public string? Reason { get; init; }

    /// <summary>False while it runs and analyses no new candles; null when that is not known or not due.</summary>
    public bool? DataFresh { get; init; }
    public string? DataReason { get; init; }
    public required StrengthScale Strength { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required bool Simulated { get; init; }
}

/// <summary>A strategy with everything that can be edited.</summary>
internal sealed record StrategyDetail : StrategyItem
{
    [SetsRequiredMembers]
    public StrategyDetail(StrategyItem item, StrategyDefinition definition)
        : base(item)
    {
        PairBlacklist = definition.PairBlacklist;
        DryRunWallet = definition.DryRunWallet;
        StakeCurrency = definition.StakeCurrency;
        StakeAmount = StrategyDocument.Stake(definition.StakeAmount);
        MaxOpenTrades = definition.MaxOpenTrades;
        ProxyId = definition.Proxy?.Id;
        Files = definition.Files;
        ExtraConfig = definition.ExtraConfig;
        Limits = definition.Limits;
    }

    public IReadOnlyList<string> PairBlacklist { get; }
    public decimal DryRunWallet { get; }
    public string StakeCurrency { get; }

    /// <summary>A number, or "unlimited".</summary>
    public JsonNode StakeAmount { get; }
    public int MaxOpenTrades { get; }
    public Guid? ProxyId { get; }
    public IReadOnlyDictionary<string, string> Files { get; }
    public JsonObject? ExtraConfig { get; }

    /// <summary>What it may use; null, or a member that is null, is the installation's default.</summary>
    public ResourceLimits? Limits { get; }
}
