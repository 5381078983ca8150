namespace BtcWatcher.Services.Api.Live;

/// <summary>What subscriptions can be narrowed by; null where the event has no such thing.</summary>
internal readonly record struct LiveTags(int? StrategyId = null, string? Pair = null, string? Level = null);

/// <summary>One event of a topic; its JSON is written once for all who get it.</summary>
/// <param name="Topic">Whose it is.</param>
/// <param name="Position">Where a client can go on after it; null when nobody could find that place again.</param>
/// <param name="Tags">What it can be chosen by.</param>
/// <param name="Message">What goes over the wire.</param>
/// <param name="ForAll">A mark that everybody must see, whatever they chose.</param>
internal sealed record LiveEntry(
    LiveTopic Topic, LivePosition? Position, LiveTags Tags, byte[] Message, bool ForAll = false)
{
    /// <summary>Its number in the log of this process; given by the log.</summary>
    public long Sequence { get; set; } = -1;
}

/// <summary>What a subscription wants of a topic; null: all.</summary>
internal sealed record LiveFilter(
    IReadOnlySet<int>? StrategyIds = null, IReadOnlySet<string>? Pairs = null, IReadOnlySet<string>? Levels = null)
{
    public static LiveFilter Everything { get; } = new();

    public bool Matches(LiveEntry entry) => entry.ForAll
        || (Has(StrategyIds, entry.Tags.StrategyId) && Has(Pairs, entry.Tags.Pair) && Has(Levels, entry.Tags.Level));

    private static bool Has(IReadOnlySet<int>? wanted, int? value) =>
        wanted is null || (value is { } one && wanted.Contains(one));

    private static bool Has(IReadOnlySet<string>? wanted, string? value) =>
        wanted is null || (value is not null && wanted.Contains(value));
}
