using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Pairs as FreqTrade writes them, all quoted in the stake currency.</summary>
internal static partial class PairRules
{
    public static void Check(StrategyDraft draft, ValidationErrors errors)
    {
        errors.Require(draft.PairWhitelist.Count is >= 1 and <= 500, "pair_whitelist", "List 1 to 500 pairs.");
        errors.Require(draft.PairWhitelist.All(pair => Pair().IsMatch(pair)), "pair_whitelist",
            "Write each pair as BASE/QUOTE or BASE/QUOTE:SETTLE, such as BTC/USDT.");
        // A stake currency that is wrong itself has been named already.
        var quoted = errors.Has("stake_currency")
            || draft.PairWhitelist.All(pair => QuotedIn(pair, draft.StakeCurrency));
        errors.Require(quoted, "pair_whitelist",
            $"FreqTrade ignores pairs that are not quoted in the stake currency: use .../{draft.StakeCurrency}.");
        errors.Require(draft.PairWhitelist.Distinct(StringComparer.Ordinal).Count() == draft.PairWhitelist.Count,
            "pair_whitelist", "List each pair once.");
        errors.Require(draft.PairBlacklist.Count <= 500 && draft.PairBlacklist.All(IsPairPattern), "pair_blacklist",
            "List at most 500 pairs or patterns, such as BNB/.*");
    }

    private static bool QuotedIn(string pair, string currency)
    {
        var quote = pair.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? pair[(slash + 1)..] : "";
        return quote == currency || quote.StartsWith(currency + ":", StringComparison.Ordinal);
    }

    private static bool IsPairPattern(string text)
    {
        if (!PairPattern().IsMatch(text)) return false;
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A[\p{L}0-9.\-]{1,30}/[\p{L}0-9.\-]{1,20}(:[\p{L}0-9.\-]{1,20})?\z")]
    private static partial Regex Pair();

    [GeneratedRegex(@"\A[\p{L}0-9.\-/:*+?()|\[\]^$\\]{1,100}\z")]
    private static partial Regex PairPattern();
}
