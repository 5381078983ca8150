using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Signals.Model;

/// <summary>
/// The last known profile of a strategy, kept so that grading needs no other service. Never deleted: signals outlive
/// it.
/// </summary>
internal sealed class StrategyRow
{
    public required int StrategyId { get; set; }

    /// <summary>Revision of the last StrategyChanged; 0 when it was fetched.</summary>
    public long Revision { get; set; }
    public bool Deleted { get; set; }
    public required int Version { get; set; }
    public required string VersionLabel { get; set; }
    public required string Name { get; set; }
    public required string StrategyClass { get; set; }
    public required string Exchange { get; set; }
    public required string Timeframe { get; set; }
    public required decimal ScaleMin { get; set; }
    public required decimal ScaleMax { get; set; }
    public required decimal ScaleWeak { get; set; }
    public required decimal ScaleMedium { get; set; }
    public required decimal ScaleStrong { get; set; }
    public int WebhookEpoch { get; set; } = 1;
    public DateTimeOffset UpdatedAt { get; set; }

    public static StrategyRow Of(StrategyProfile profile, long revision, bool deleted, DateTimeOffset now) => new()
    {
        StrategyId = profile.StrategyId,
        Revision = revision,
        Deleted = deleted,
        Version = profile.Version,
        VersionLabel = profile.VersionLabel,
        Name = profile.Name,
        StrategyClass = profile.StrategyClass,
        Exchange = profile.Exchange,
        Timeframe = profile.Timeframe,
        ScaleMin = profile.Strength.Min,
        ScaleMax = profile.Strength.Max,
        ScaleWeak = profile.Strength.Weak,
        ScaleMedium = profile.Strength.Medium,
        ScaleStrong = profile.Strength.Strong,
        WebhookEpoch = profile.WebhookEpoch,
        UpdatedAt = now,
    };

    public StrategyProfile ToProfile() => new()
    {
        StrategyId = StrategyId,
        Version = Version,
        VersionLabel = VersionLabel,
        Name = Name,
        StrategyClass = StrategyClass,
        Exchange = Exchange,
        Timeframe = Timeframe,
        Strength = new StrengthScale
        {
            Min = ScaleMin,
            Max = ScaleMax,
            Weak = ScaleWeak,
            Medium = ScaleMedium,
            Strong = ScaleStrong,
        },
        WebhookEpoch = WebhookEpoch,
    };
}
