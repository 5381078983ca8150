using System.Globalization;
using System.Text.RegularExpressions;
using BtcWatcher.Simulator.Commands;
using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Running;

namespace BtcWatcher.Simulator.Api;

/// <summary>White- and blacklist, locks, strategies, markets.</summary>
internal static class ListEndpoints
{
    private static readonly List<object?> Method = ["StaticPairList"];

    public static void Map(ApiRoutes routes)
    {
        routes.AddJson("GET", "whitelist", r => new PyDict
        {
            ["whitelist"] = r.Bot.Whitelist.ToList(), ["length"] = r.Bot.Whitelist.Count, ["method"] = Method,
        });
        routes.AddJson("GET", "blacklist", r => Blacklist(r.Bot, []));
        routes.AddJson("POST", "blacklist", AddToBlacklist, body: true);
        routes.AddJson("DELETE", "blacklist", RemoveFromBlacklist);
        routes.AddJson("GET", "locks", r => Locks(r.Bot));
        routes.AddJson("POST", "locks", AddLocks, body: true);
        routes.AddJson("DELETE", "locks/{lockid}", r => EndLock(r.Bot, r.RouteInt("lockid"), null));
        routes.AddJson("POST", "locks/delete", DeleteLocks, body: true);
        routes.AddJson("GET", "strategies", r => new PyDict { ["strategies"] = StrategyNames(r.Bot) });
        routes.Add("GET", "strategy/{strategy}", r => Task.FromResult(Strategy(r)));
        routes.AddJson("GET", "plot_config", _ => new PyDict());
        routes.AddJson("GET", "available_pairs", _ => new PyDict
        {
            ["length"] = 0, ["pairs"] = new List<object?>(), ["pair_interval"] = new List<object?>(),
        });
        routes.AddJson("GET", "markets", AllMarkets);
        routes.AddJson("GET", "exchanges", _ => new PyDict
        {
            ["exchanges"] = Markets.Exchanges.Select(name => (object?)new PyDict
            {
                ["name"] = name, ["classname"] = name, ["valid"] = true, ["supported"] = name == "binance",
                ["comment"] = "",
                ["dex"] = false, ["is_alias"] = false, ["alias_for"] = null,
                ["trade_modes"] = new List<object?> { new PyDict { ["trading_mode"] = "spot", ["margin_mode"] = "" } },
            }).ToList(),
        });
        routes.AddJson("GET", "hyperoptloss", _ => new PyDict { ["loss_functions"] = new List<object?>() });
        routes.AddJson("GET", "freqaimodels", _ => new PyDict { ["freqaimodels"] = new List<object?>() });
    }

    private static PyDict Blacklist(Bot bot, PyDict errors)
    {
        var expanded = Markets.Pairs
            .Where(pair => bot.Blacklist.Any(pattern => Matches(pattern, pair))).Distinct().ToList();
        return new PyDict
        {
            ["blacklist"] = bot.Blacklist.ToList(), ["blacklist_expanded"] = expanded, ["errors"] = errors,
            ["length"] = bot.Blacklist.Count, ["method"] = Method,
        };
    }

    private static bool Matches(string pattern, string pair)
    {
        try
        {
            return Regex.IsMatch(pair, $"^(?:{pattern})$", RegexOptions.None, TimeSpan.FromMilliseconds(50));
        }
        catch (ArgumentException)
        {
            return pattern == pair;
        }
    }

    private static PyDict AddToBlacklist(ApiRequest r)
    {
        var pairs = ApiRequest.Field(r.Object(), "blacklist") as List<object?> ?? throw new ApiException(
            ApiResult.Invalid("list_type", ["body", "blacklist"], "Input should be a valid list",
                r.Object()["blacklist"]));
        var errors = new PyDict();
        foreach (var pair in pairs.OfType<string>())
        {
            if (r.Bot.Blacklist.Contains(pair))
            {
                errors[pair] = new PyDict { ["error_msg"] = $"Pair {pair} already in pairlist." };
            }
            else
            {
                r.Bot.Blacklist.Add(pair);
            }
        }

        return Blacklist(r.Bot, errors);
    }

    private static PyDict RemoveFromBlacklist(ApiRequest r)
    {
        var errors = new PyDict();
        foreach (var pair in r.QueryAll("pairs_to_delete"))
        {
            if (!r.Bot.Blacklist.Remove(pair!))
            {
                errors[pair!] = new PyDict { ["error_msg"] = $"Pair {pair} is not in the current blacklist." };
            }
        }

        return Blacklist(r.Bot, errors);
    }

    private static PyDict Locks(Bot bot)
    {
        var locks = bot.Store.Locks(bot.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return new PyDict { ["lock_count"] = locks.Count, ["locks"] = locks.ConvertAll<object?>(l => l.ToPy()) };
    }

    private static PyDict AddLocks(ApiRequest r)
    {
        var now = r.Bot.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var items = r.Array();
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i] as PyDict ?? throw new ApiException(ApiResult.Invalid("model_attributes_type",
                ["body", i], "Input should be a valid dictionary or object to extract fields from", items[i]));
            var pair = ApiRequest.TextField(item, "pair", "body", i);
            var until = Until(ApiRequest.TextField(item, "until", "body", i), i, r.Bot.Rates.Clock);
            r.Bot.Store.AddLock(pair, ApiRequest.OptionalText(item, "side") ?? "*",
                ApiRequest.OptionalText(item, "reason"), now, until);
        }

        return Locks(r.Bot);
    }

    /// <summary>FreqTrade rounds a lock's end up to the next candle.</summary>
    private static long Until(string text, int at, MarketClock clock)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
        {
            throw new ApiException(ApiResult.Invalid("datetime_from_date_parsing", ["body", at, "until"],
                "Input should be a valid datetime or date, invalid character in year", text));
        }

        return clock.OpenMs((until.ToUnixTimeMilliseconds() / (long)clock.Step.TotalMilliseconds) + 1);
    }

    private static PyDict DeleteLocks(ApiRequest r)
    {
        var body = r.Object();
        return EndLock(r.Bot, ApiRequest.OptionalNumber(body, "lockid") is { } id ? (int)id : null,
            ApiRequest.OptionalText(body, "pair"));
    }

    private static PyDict EndLock(Bot bot, int? id, string? pair)
    {
        if (id is not null || pair is not null)
        {
            bot.Store.EndLocks(bot.Clock.GetUtcNow().ToUnixTimeMilliseconds(), id, pair);
        }

        return Locks(bot);
    }

    private static List<StrategyFiles.Found> Strategies(Bot bot)
    {
        var folders = new[] { bot.Settings.Config.Text("strategy_path"),
            Path.Combine(bot.Settings.UserDir, "strategies") };
        return folders.OfType<string>().Distinct()
            .SelectMany(folder => StrategyFiles.Scan(folder, recursive: false).Strategies).DistinctBy(f => f.Name)
                .ToList();
    }

    private static List<object?> StrategyNames(Bot bot) =>
        Strategies(bot).Select(f => f.Name).Order(StringComparer.Ordinal).ToList<object?>();

    private static ApiResult Strategy(ApiRequest r)
    {
        var name = r.Route["strategy"];
        if (name.Contains(':', StringComparison.Ordinal))
        {
            return new ApiResult(500, null, "Internal Server Error");
        }

        return Strategies(r.Bot).Find(f => f.Name == name) is not { } found
            ? ApiResult.Detail(404, "Strategy not found")
            : ApiResult.Ok(new PyDict
            {
                ["strategy"] = name, ["code"] = found.Code,
                ["timeframe"] = name == r.Bot.Settings.StrategyName
                    ? r.Bot.Settings.Strategy.Timeframe
                    : StrategyFiles.Attribute(found.Code, "timeframe"),
            });
    }

    private static PyDict AllMarkets(ApiRequest r)
    {
        var markets = new PyDict();
        foreach (var pair in Markets.Pairs)
        {
            var coins = pair.Split('/');
            if ((r.Query("base") ?? coins[0]) == coins[0] && (r.Query("quote") ?? coins[1]) == coins[1])
            {
                markets[pair] = new PyDict
                {
                    ["symbol"] = pair, ["base"] = coins[0], ["quote"] = coins[1], ["spot"] = true, ["swap"] = false,
                };
            }
        }

        return new PyDict { ["markets"] = markets, ["exchange_id"] = r.Bot.Settings.Exchange.Text("name") };
    }
}
