using System.Text.Json;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Strategies.Transfer;

/// <summary>
/// One strategy as one file: code, settings, thresholds, tags; no secret, nothing of this installation.
/// </summary>
internal sealed record StrategyExport
{
    public const string FormatName = "btcwatcher-strategy";
    public const int NewestFormat = 1;

    public required string Format { get; init; }
    public required int FormatVersion { get; init; }
    public required StrategyDocument Strategy { get; init; }

    /// <summary>Paths of secrets that were left out; whoever imports the file sets them again.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    public static StrategyExport Of(StrategyDefinition definition, IReadOnlyList<string> tags)
    {
        var document = StrategyDocument.Of(definition, tags);
        var (config, leftOut) = document.ExtraConfig is { } raw
            ? SecretFields.Remove(raw, "strategy.extra_config") : (null, []);
        return new()
        {
            Format = FormatName, FormatVersion = NewestFormat,
            Strategy = document with { ExtraConfig = config, ProxyId = null }, LeftOut = leftOut,
        };
    }

    /// <summary>As people read and compare files.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Indented);

    private static readonly JsonSerializerOptions Indented = new(MessageJson.Options) { WriteIndented = true };
}

/// <summary>An export file as it is read: the strategy is judged as any other.</summary>
internal sealed record ImportFile
{
    public string? Format { get; init; }
    public int? FormatVersion { get; init; }
    public StrategyRequest? Strategy { get; init; }
    public IReadOnlyList<string>? LeftOut { get; init; }
}
