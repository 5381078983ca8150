using BtcWatcher.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Bench.Supervisor;

/// <summary>In the place of the api and of signals' webhook intake: a definition for every id, and 200 for every message.</summary>
internal static class FakeApi
{
    public static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => MessageJson.Apply(json.SerializerOptions));
        var api = builder.Build();
        api.MapGet("/internal/desired-states", () => Array.Empty<SetDesiredState>());
        api.MapGet("/internal/strategies/{id:int}/versions/{version:int}", Definition);
        api.MapPost("/api/v1/signals/webhook/{**rest}", () => Results.Ok(new { status = "success" }));
        await api.StartAsync();
        return api;
    }

    private static StrategyDefinition Definition(int id, int version) => new()
    {
        Profile = new()
        {
            StrategyId = id,
            Version = version,
            VersionLabel = "v1.0",
            Name = $"Bench {id}",
            StrategyClass = "RsiEth",
            Exchange = "binance",
            Timeframe = "5m",
            Strength = StrengthScale.Default,
        },
        PairWhitelist = ["ETH/USDT"],
        Files = new Dictionary<string, string>
        {
            ["RsiEth.py"] = """
                from freqtrade.strategy import IStrategy


                class RsiEth(IStrategy):
                    timeframe = "5m"
                    stoploss = -0.1
                    minimal_roi = {"0": 10}
                """,
        },
    };
}
