using System.Text.Json.Nodes;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>What a person can set on a strategy, complete and not yet numbered.</summary>
internal sealed record StrategyDraft
{
    public required string Name { get; init; }
    public required string StrategyClass { get; init; }
    public string Timeframe { get; init; } = "5m";
    public string Exchange { get; init; } = "binance";
    public required IReadOnlyList<string> PairWhitelist { get; init; }
    public IReadOnlyList<string> PairBlacklist { get; init; } = [];
    public decimal DryRunWallet { get; init; } = 1000;
    public string StakeCurrency { get; init; } = "USDT";
    public string StakeAmount { get; init; } = "100";
    public int MaxOpenTrades { get; init; } = 3;
    public Guid? ProxyId { get; init; }
    public string Label { get; init; } = "v1.0";
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();
    public JsonObject? ExtraConfig { get; init; }
    public ResourceLimits? Limits { get; init; }
    public StrengthScale Strength { get; init; } = StrengthScale.Default;
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The definition of one numbered version.</summary>
    public StrategyDefinition Define(int strategyId, int version, int webhookEpoch) => new()
    {
        Profile = new()
        {
            StrategyId = strategyId,
            Version = version,
            VersionLabel = Label,
            Name = Name,
            StrategyClass = StrategyClass,
            Exchange = Exchange,
            Timeframe = Timeframe,
            Strength = Strength,
            WebhookEpoch = webhookEpoch,
        },
        PairWhitelist = PairWhitelist,
        PairBlacklist = PairBlacklist,
        StakeCurrency = StakeCurrency,
        StakeAmount = StakeAmount,
        DryRunWallet = DryRunWallet,
        MaxOpenTrades = MaxOpenTrades,
        // The address is the proxy's own, and may change; the supervisor asks for it.
        Proxy = ProxyId is { } proxy ? new() { Id = proxy, Url = "" } : null,
        Files = Files,
        ExtraConfig = ExtraConfig,
        Limits = Limits,
    };

    /// <summary>The draft that would make the given definition again.</summary>
    public static StrategyDraft From(StrategyDefinition definition, IReadOnlyList<string> tags) => new()
    {
        Name = definition.Profile.Name,
        StrategyClass = definition.Profile.StrategyClass,
        Timeframe = definition.Profile.Timeframe,
        Exchange = definition.Profile.Exchange,
        PairWhitelist = definition.PairWhitelist,
        PairBlacklist = definition.PairBlacklist,
        DryRunWallet = definition.DryRunWallet,
        StakeCurrency = definition.StakeCurrency,
        StakeAmount = definition.StakeAmount,
        MaxOpenTrades = definition.MaxOpenTrades,
        ProxyId = definition.Proxy?.Id,
        Label = definition.Profile.VersionLabel,
        Files = definition.Files,
        ExtraConfig = definition.ExtraConfig,
        Limits = definition.Limits,
        Strength = definition.Profile.Strength,
        Tags = tags,
    };
}
