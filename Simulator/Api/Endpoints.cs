using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Api;

/// <summary>The whole endpoint table of trade mode.</summary>
internal static class Endpoints
{
    private static readonly string[] WebserverOnly =
    [
        "GET backtest", "POST backtest", "DELETE backtest", "GET backtest/abort", "GET backtest/history",
        "GET backtest/history/result", "DELETE backtest/history/{file}", "PATCH backtest/history/{file}",
        "GET backtest/history/{file}/market_change", "GET background", "GET background/{jobid}", "GET pair_history",
        "POST pair_history", "GET pairlists/available", "POST pairlists/evaluate", "GET pairlists/evaluate/{jobid}",
        "POST download_data",
    ];

    public static ApiRoutes All(ApiAuth auth)
    {
        var routes = new ApiRoutes();
        routes.Add("GET", "ping", _ => Task.FromResult(ApiResult.Ok(new PyDict { ["status"] = "pong" })), open: true);
        routes.Add("POST", "token/login", r => Task.FromResult(auth.Login(r.Http.Request)), open: true);
        routes.Add("POST", "token/refresh", r => Task.FromResult(auth.Refresh(r.Http.Request)), open: true);
        InfoEndpoints.Map(routes);
        StatisticsEndpoints.Map(routes);
        TradeEndpoints.Map(routes);
        ListEndpoints.Map(routes);
        CandleEndpoints.Map(routes);
        foreach (var entry in WebserverOnly)
        {
            var parts = entry.Split(' ');
            routes.Add(parts[0], parts[1], _ =>
                Task.FromResult(ApiResult.Detail(503, "Bot is not in the correct state.")));
        }

        return routes;
    }

    /// <summary>/openapi.json, which FreqTrade serves without a login: here only the paths and methods.</summary>
    public static PyDict OpenApi(ApiRoutes routes)
    {
        var paths = new PyDict();
        foreach (var entry in routes.Entries)
        {
            paths[entry.Path] = paths.Dict(entry.Path) ?? new PyDict();
            paths.Dict(entry.Path)![entry.Method.ToLowerInvariant()] = new PyDict { ["responses"] = new PyDict() };
        }

        return new PyDict
        {
            ["openapi"] = "3.1.0",
            ["info"] = new PyDict { ["title"] = "Freqtrade API", ["version"] = SimulatorOptions.Version },
            ["paths"] = paths,
        };
    }
}
