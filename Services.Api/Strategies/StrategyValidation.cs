using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Turns a request into a complete draft, or says for each field what to do.</summary>
internal static partial class StrategyValidation
{
    public const string NoteRule =
        "Use at most 500 characters; line breaks are fine, other control characters are not.";

    /// <summary>What is to be done about a proxy that does not exist.</summary>
    public const string ProxyRule = "There is no such outbound proxy: use one of GET /api/v1/proxies, or \"none\".";

    private const string NoProxy = "none";
    private const decimal LargestAmount = 1_000_000_000_000m;

    /// <summary>
    /// What the request makes of a present strategy, or of nothing; null with errors when it may not be.
    /// </summary>
    public static (StrategyDraft? Draft, ValidationErrors Errors) Read(StrategyRequest request, StrategyDraft? present)
    {
        var errors = new ValidationErrors();
        CheckPresence(request, present, errors);
        errors.Require(request.DryRun ?? true, "dry_run",
            "Leave it out or send true: strategies only ever trade on paper.");
        errors.Require(IsNote(request.Note), "note", NoteRule);
        errors.Require(
            request.ProxyId is null or NoProxy || Guid.TryParse(request.ProxyId, out _), "proxy_id", ProxyRule);

        var start = present ?? new StrategyDraft { Name = "", StrategyClass = "", PairWhitelist = [] };
        var draft = start with
        {
            Name = request.Name?.Trim() ?? start.Name,
            StrategyClass = request.StrategyClass ?? start.StrategyClass,
            Timeframe = request.Timeframe ?? start.Timeframe,
            Exchange = request.Exchange?.ToLowerInvariant() ?? start.Exchange,
            PairWhitelist = Texts(request.PairWhitelist) ?? start.PairWhitelist,
            PairBlacklist = Texts(request.PairBlacklist) ?? start.PairBlacklist,
            DryRunWallet = request.DryRunWallet ?? start.DryRunWallet,
            StakeCurrency = request.StakeCurrency ?? start.StakeCurrency,
            StakeAmount = Stake(request.StakeAmount, errors) ?? start.StakeAmount,
            MaxOpenTrades = request.MaxOpenTrades ?? start.MaxOpenTrades,
            ProxyId = Proxy(request.ProxyId, start.ProxyId),
            Label = request.Version ?? start.Label,
            Files = StrategyFileRules.Read(request.Files, errors) ?? start.Files,
            ExtraConfig = request.ExtraConfig ?? start.ExtraConfig,
            Limits = LimitRules.Read(request.Limits, errors) ?? start.Limits,
            Strength = StrengthRules.Read(request.Strength, errors) ?? start.Strength,
            Tags = Texts(request.Tags)?.Distinct(StringComparer.Ordinal).ToArray() ?? start.Tags,
        };
        CheckIdentity(draft, errors);
        CheckMoney(draft, errors);
        CheckMarket(draft, errors);
        StrategyFileRules.CheckClass(draft, errors);
        ExtraConfigRules.Check(draft.ExtraConfig, errors);
        return errors.Any ? (null, errors) : (draft, errors);
    }

    /// <summary>Absent, or a short text.</summary>
    public static bool IsNote(string? note) =>
        note is null || (note.Length <= 500 && !note.Any(letter => char.IsControl(letter) && letter is not '\n'));

    public static void CheckName(string name, ValidationErrors errors) =>
        errors.Require(name.Length is >= 1 and <= 100 && !name.Any(char.IsControl), "name",
            "Use 1 to 100 characters without line breaks.");

    private static void CheckPresence(StrategyRequest request, StrategyDraft? present, ValidationErrors errors)
    {
        if (present is not null) return;

        errors.Require(request.Name is not null, "name", "Give the strategy a name.");
        errors.Require(request.StrategyClass is not null, "strategy_class", "Name the Python class of the strategy.");
        errors.Require(request.PairWhitelist is not null, "pair_whitelist", "List at least one, such as BTC/USDT.");
    }

    private static void CheckIdentity(StrategyDraft draft, ValidationErrors errors)
    {
        CheckName(draft.Name, errors);
        errors.Require(ClassName().IsMatch(draft.StrategyClass), "strategy_class",
            "Use a Python class name: a letter or _, then letters, digits and _, at most 100.");
        errors.Require(VersionLabel().IsMatch(draft.Label), "version",
            "Use 1 to 32 letters, digits, dots, dashes and underscores, such as v1.0.");
        errors.Require(draft.Tags.Count <= 20 && draft.Tags.All(IsTag), "tags",
            "Use at most 20 tags of 1 to 50 characters without line breaks.");
    }

    private static void CheckMarket(StrategyDraft draft, ValidationErrors errors)
    {
        errors.Require(Markets.Timeframes.Contains(draft.Timeframe), "timeframe",
            $"Use one of {string.Join(", ", Markets.Timeframes)}.");
        errors.Require(Markets.Exchanges.Contains(draft.Exchange), "exchange",
            $"Use one of {string.Join(", ", Markets.Exchanges)}.");
        PairRules.Check(draft, errors);
    }

    private static void CheckMoney(StrategyDraft draft, ValidationErrors errors)
    {
        errors.Require(StakeCurrency().IsMatch(draft.StakeCurrency), "stake_currency",
            "Use a currency in capitals, such as USDT.");
        errors.Require(draft.DryRunWallet is > 0 and <= LargestAmount, "dry_run_wallet", "Use a positive number.");
        errors.Require(draft.MaxOpenTrades is >= -1 and <= 1000, "max_open_trades",
            "Use -1 (unlimited) or a number from 0 to 1000.");
        errors.Require(draft.MaxOpenTrades != -1 || draft.StakeAmount != "unlimited", "max_open_trades",
            "FreqTrade refuses -1 together with the stake amount unlimited: limit one of them.");
    }

    private static string? Stake(JsonNode? amount, ValidationErrors errors)
    {
        if (amount is null) return null;
        var kind = amount.GetValueKind();
        if (kind == JsonValueKind.String && amount.GetValue<string>() == "unlimited") return "unlimited";
        if (kind == JsonValueKind.Number
            && decimal.TryParse(amount.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= LargestAmount)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        errors.Add("stake_amount", "Use a positive number or \"unlimited\".");
        return null;
    }

    private static Guid? Proxy(string? asked, Guid? present) =>
        asked is null ? present : Guid.TryParse(asked, out var id) ? id : null;

    private static bool IsTag(string text) => text.Length is >= 1 and <= 50 && !text.Any(char.IsControl);

    private static string[]? Texts(IReadOnlyList<string?>? list) => list?.Select(text => text?.Trim() ?? "").ToArray();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,99}\z")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,31}\z")]
    private static partial Regex VersionLabel();

    [GeneratedRegex(@"\A[A-Z0-9]{2,20}\z")]
    private static partial Regex StakeCurrency();
}
