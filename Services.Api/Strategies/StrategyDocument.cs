using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>A strategy as a person writes it, complete: POST and PUT take it as it stands.</summary>
internal sealed record StrategyDocument
{
    public required string Name { get; init; }
    public required string StrategyClass { get; init; }

    /// <summary>Label of the version.</summary>
    public required string Version { get; init; }
    public required string Timeframe { get; init; }
    public required string Exchange { get; init; }
    public required IReadOnlyList<string> PairWhitelist { get; init; }
    public required IReadOnlyList<string> PairBlacklist { get; init; }
    public required decimal DryRunWallet { get; init; }
    public required string StakeCurrency { get; init; }

    /// <summary>A number, or "unlimited".</summary>
    public required JsonNode StakeAmount { get; init; }
    public required int MaxOpenTrades { get; init; }

    /// <summary>Of this installation, so it is no part of an export.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? ProxyId { get; init; }
    public required StrengthScale Strength { get; init; }
    public ResourceLimits? Limits { get; init; }

    /// <summary>Absent in a version: tags are the strategy's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tags { get; init; }
    public JsonObject? ExtraConfig { get; init; }
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    public static StrategyDocument Of(StrategyDefinition definition, IReadOnlyList<string>? tags = null) => new()
    {
        Name = definition.Profile.Name,
        StrategyClass = definition.Profile.StrategyClass,
        Version = definition.Profile.VersionLabel,
        Timeframe = definition.Profile.Timeframe,
        Exchange = definition.Profile.Exchange,
        PairWhitelist = definition.PairWhitelist,
        PairBlacklist = definition.PairBlacklist,
        DryRunWallet = definition.DryRunWallet,
        StakeCurrency = definition.StakeCurrency,
        StakeAmount = Stake(definition.StakeAmount),
        MaxOpenTrades = definition.MaxOpenTrades,
        ProxyId = definition.Proxy?.Id,
        Strength = definition.Profile.Strength,
        Limits = definition.Limits,
        Tags = tags,
        ExtraConfig = definition.ExtraConfig,
        Files = definition.Files,
    };

    /// <summary>As JSON shows it: a number, or the word.</summary>
    public static JsonNode Stake(string amount) =>
        decimal.TryParse(amount, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number) : JsonValue.Create(amount);
}
