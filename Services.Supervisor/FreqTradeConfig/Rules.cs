using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>Short names for the rule tables.</summary>
internal static class Rules
{
    public static ConfigRule Any { get; } = new AnyRule();
    public static ConfigRule Flag { get; } = new FlagRule();
    public static ConfigRule Text { get; } = new TextRule([]);
    public static ConfigRule Texts { get; } = new ListRule(Text);
    public static ConfigRule DistinctTexts { get; } = new ListRule(Text, Distinct: true);
    public static ConfigRule Number { get; } = new NumberRule();
    public static ConfigRule Whole { get; } = new NumberRule(Whole: true);

    /// <summary>0 to 1.</summary>
    public static ConfigRule Share { get; } = new NumberRule(0, 1);
    public static ConfigRule Positive { get; } = new NumberRule(0);
    public static ConfigRule Counter { get; } = new NumberRule(0, Whole: true);
    public static ConfigRule Block { get; } = new ObjectRule([], []);
    public static ConfigRule Blocks { get; } = new ListRule(Block);

    public static ConfigRule OneOf(params string[] allowed) => new TextRule(allowed);

    public static ConfigRule AtLeast(double least) => new NumberRule(least);

    public static ConfigRule Between(double least, double most) => new NumberRule(least, most);

    public static ConfigRule WholeBetween(double least, double most) => new NumberRule(least, most, Whole: true);

    public static ConfigRule Table(Regex name, ConfigRule value, bool only = false) => new TableRule(name, value, only);

    public static ConfigRule Either(params ConfigRule[] rules) => new EitherRule(rules);

    /// <summary>Members in the form "name", or "name!" for a required one that FreqTrade has no default for.</summary>
    public static ConfigRule Object(params (string Name, ConfigRule Rule)[] members) => new ObjectRule(
        [.. members.Where(member => member.Name.EndsWith('!')).Select(member => member.Name.TrimEnd('!'))],
        members.ToDictionary(member => member.Name.TrimEnd('!'), member => member.Rule));
}
