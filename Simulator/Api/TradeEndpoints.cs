using BtcWatcher.Simulator.Market;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Running;
using BtcWatcher.Simulator.Trading;

namespace BtcWatcher.Simulator.Api;

/// <summary>Trades: lists, single, forced entries and exits, deletes.</summary>
internal static class TradeEndpoints
{
    private static readonly string[] OrderTypes = ["limit", "market"];

    public static void Map(ApiRoutes routes)
    {
        routes.Add("GET", "status", StatusAsync);
        routes.AddJson("GET", "trades", Trades);
        routes.Add("GET", "trade/{tradeid}", r => TradeAsync(r, r.RouteInt("tradeid")));
        routes.Add("DELETE", "trades/{tradeid}", DeleteAsync);
        routes.Add("DELETE", "trades/{tradeid}/open-order", CancelOrderAsync);
        routes.Add("POST", "trades/{tradeid}/reload", ReloadAsync);
        routes.Add("GET", "trades/open/custom-data", r =>
            Task.FromResult(ApiResult.Detail(404, "No custom-data found for any open trades.")));
        routes.Add("GET", "trades/{trade_id}/custom-data", r =>
            Task.FromResult(ApiResult.Detail(404, $"No custom-data found for Trade ID: {r.RouteInt("trade_id")}.")));
        foreach (var name in new[] { "forceenter", "forcebuy" })
        {
            routes.Add("POST", name, ForceEnterAsync, body: true);
        }

        foreach (var name in new[] { "forceexit", "forcesell" })
        {
            routes.Add("POST", name, ForceExitAsync, body: true);
        }
    }

    private static async Task<ApiResult> StatusAsync(ApiRequest r)
    {
        var open = r.Bot.Book.Open;
        if (open.Count > 0)
        {
            await r.Bot.WaitForExchangeAsync(r.Aborted);
        }

        return ApiResult.Ok(open.ConvertAll<object?>(t => TradeJson.Status(t, r.Bot.Rates.Rate(t.Pair))));
    }

    private static PyDict Trades(ApiRequest r)
    {
        var limit = r.Int("limit", 500, least: 1)!.Value;
        var offset = r.Int("offset", 0, least: 0)!.Value;
        var (page, total) = r.Bot.Store.Page(limit, offset, r.Flag("order_by_id", true));
        return new PyDict
        {
            ["trades"] = page.ConvertAll<object?>(TradeJson.Listed), ["trades_count"] = page.Count, ["offset"] = offset,
            ["total_trades"] = total,
        };
    }

    private static async Task<ApiResult> TradeAsync(ApiRequest r, int id)
    {
        if ((r.Bot.Book.OpenTrade(id) ?? r.Bot.Store.Find(id)) is not { } trade)
        {
            return ApiResult.Detail(404, "Trade not found.");
        }

        await r.Bot.WaitForExchangeAsync(r.Aborted);
        var rate = trade.IsOpen ? r.Bot.Rates.Rate(trade.Pair) : trade.CloseRate;
        return ApiResult.Ok(TradeJson.Status(trade, rate));
    }

    private static async Task<ApiResult> DeleteAsync(ApiRequest r)
    {
        var id = r.RouteInt("tradeid");
        await r.Bot.Book.Gate.WaitAsync(r.Aborted);
        try
        {
            var trade = r.Bot.Book.OpenTrade(id) ?? r.Bot.Store.Find(id)
                ?? throw new RpcException($"Trade with id '{id}' not found.");
            var orders = trade.OpenOrder is null ? 0 : 1;
            r.Bot.Book.Delete(trade);
            return ApiResult.Ok(new PyDict
            {
                ["cancel_order_count"] = orders, ["result"] = "success",
                ["result_msg"] = $"Deleted trade #{id} for pair {trade.Pair}. Closed {orders} open orders.",
                ["trade_id"] = id,
            });
        }
        finally
        {
            r.Bot.Book.Gate.Release();
        }
    }

    private static async Task<ApiResult> CancelOrderAsync(ApiRequest r)
    {
        RequireRunning(r.Bot);
        var id = r.RouteInt("tradeid");
        await r.Bot.Book.Gate.WaitAsync(r.Aborted);
        try
        {
            var trade = r.Bot.Book.OpenTrade(id) ?? throw new RpcException("Invalid trade_id.");
            if (trade.OpenOrder is not { IsEntry: true })
            {
                throw new RpcException("No open order for trade_id.");
            }

            await r.Bot.Book.CancelEntryAsync(trade, "user requested order cancel", r.Aborted);
        }
        finally
        {
            r.Bot.Book.Gate.Release();
        }

        throw new RpcException("no active trade"); // FreqTrade asks for the status of the trade that it just deleted.
    }

    private static Task<ApiResult> ReloadAsync(ApiRequest r)
    {
        var id = r.RouteInt("tradeid");
        return r.Bot.Book.OpenTrade(id) is null && r.Bot.Store.Find(id) is null
            ? throw new RpcException($"Could not find trade with id {id}.")
            : TradeAsync(r, id);
    }

    private static async Task<ApiResult> ForceEnterAsync(ApiRequest r)
    {
        var body = r.Object();
        var pair = ApiRequest.TextField(body, "pair");
        var side = Choice(body, "side", ["long", "short"]) ?? "long";
        var type = Choice(body, "ordertype", OrderTypes);
        var price = ApiRequest.OptionalNumber(body, "price");
        var stake = ApiRequest.OptionalNumber(body, "stakeamount");
        var tag = ApiRequest.OptionalText(body, "entry_tag");
        var bot = r.Bot;
        if (!bot.Settings.ForceEntry)
        {
            throw new RpcException("Force_entry not enabled.");
        }

        RequireRunning(bot);
        if (side == "short")
        {
            throw new RpcException("Can't go short on Spot markets.");
        }

        CheckPair(bot, pair);
        await bot.Rates.EnsureAsync(pair, r.Aborted);
        bot.Rates.Refresh(pair);
        await bot.Book.Gate.WaitAsync(r.Aborted);
        try
        {
            CheckRoom(bot, pair);
            var amount = stake ?? bot.Book.StakeFor();
            if (amount > bot.Book.Free)
            {
                return ApiResult.Ok(new PyDict { ["status"] = $"Error entering long trade for pair {pair}." });
            }

            var trade = await bot.Book.EnterAsync(pair, amount, price, type ?? "limit", tag ?? "force_entry",
                r.Aborted);
            return ApiResult.Ok(TradeJson.Basic(trade));
        }
        finally
        {
            bot.Book.Gate.Release();
        }
    }

    private static void CheckPair(Bot bot, string pair)
    {
        if (!Markets.Exists(pair))
        {
            throw new RpcException("Symbol does not exist or market is not active.");
        }

        if (!pair.EndsWith("/" + bot.Settings.StakeCurrency, StringComparison.Ordinal))
        {
            throw new RpcException("Wrong pair selected. Only pairs with stake-currency "
                + $"{bot.Settings.StakeCurrency} allowed.");
        }
    }

    private static void CheckRoom(Bot bot, string pair)
    {
        if (bot.Book.OpenTrade(pair) is { } open)
        {
            throw new RpcException($"position for {pair} already open - id: {open.Id}");
        }

        if (bot.Book.Open.Count >= bot.Settings.MaxOpenTrades)
        {
            throw new RpcException("Maximum number of trades is reached.");
        }
    }

    private static async Task<ApiResult> ForceExitAsync(ApiRequest r)
    {
        var body = r.Object();
        var id = PyText.Str(ApiRequest.Field(body, "tradeid"));
        var type = Choice(body, "ordertype", OrderTypes) ?? "limit";
        RequireRunning(r.Bot, paused: true);
        await r.Bot.Book.Gate.WaitAsync(r.Aborted);
        try
        {
            if (id == "all")
            {
                foreach (var trade in r.Bot.Book.Open)
                {
                    await ExitAsync(r, trade, type);
                }

                return ApiResult.Ok(new PyDict { ["result"] = "Created exit orders for all open trades." });
            }

            var one = r.Bot.Book.Open.Find(t => t.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) == id)
                ?? throw new RpcException("invalid argument");
            return await ExitAsync(r, one, type)
                ? ApiResult.Ok(new PyDict { ["result"] = $"Created exit order for trade {id}." })
                : throw new RpcException("Failed to exit trade.");
        }
        finally
        {
            r.Bot.Book.Gate.Release();
        }
    }

    /// <summary>An unfilled entry is cancelled instead, which FreqTrade reports as a failure.</summary>
    private static async Task<bool> ExitAsync(ApiRequest r, Trade trade, string type)
    {
        if (!trade.IsFilled)
        {
            await r.Bot.Book.CancelEntryAsync(trade, "forcesold", r.Aborted);
            return false;
        }

        await r.Bot.Book.ExitAsync(trade, "force_exit", type, stuck: false, r.Aborted);
        return true;
    }

    private static void RequireRunning(Bot bot, bool paused = false)
    {
        if (bot.State != BotState.Running && !(paused && bot.State == BotState.Paused))
        {
            throw new RpcException("trader is not running");
        }
    }

    private static string? Choice(PyDict body, string name, string[] choices)
    {
        if (ApiRequest.OptionalText(body, name) is not { } value || choices.Contains(value))
        {
            return body.Text(name);
        }

        var expected = string.Join(" or ", choices.Select(choice => $"'{choice}'"));
        throw new ApiException(ApiResult.Invalid("enum", ["body", name], "Input should be " + expected, value,
            new PyDict { ["expected"] = expected }));
    }
}
