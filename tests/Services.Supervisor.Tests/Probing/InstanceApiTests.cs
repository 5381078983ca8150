using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Probing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.Services.Supervisor.Tests.Probing;

/// <summary>An instance runs a stranger's code, which can answer anything: it is never the supervisor's end.</summary>
public sealed class InstanceApiTests
{
    private const string Good =
        """{"bot_name": "strategy-1", "state": "running", "timeframe": "5m", "timeframe_ms": 300000}""";
    private static readonly Credentials Anybody = Credentials.Create();

    [Theory]
    [InlineData(Good, """{"last_process_ts": 1e300}""", "strategy-1")]
    [InlineData(Good, """{"last_process_ts": -1e300}""", "strategy-1")]
    [InlineData(Good, """{"last_process_ts": 1e999}""", "strategy-1")]
    [InlineData(Good, """{"last_process_ts": "yesterday"}""", "strategy-1")]
    [InlineData(Good, "[]", "strategy-1")]
    [InlineData("""{"bot_name": "\ud800", "state": 7}""", "{}", null)]
    [InlineData("""{"\ud800": 1, "b\ud800ot_name": "x"}""", "{}", null)]
    [InlineData("""{"bot_name": "strategy-1", "state": "a\u0000b"}""", "{}", "strategy-1")]
    public async Task Observe_AnswerThatCannotBe_TellsNothing(string config, string health, string? name)
    {
        await using var instance = await AnswerAsync(config, health, "{}");
        using var api = new InstanceApi(TimeProvider.System);

        var seen = await api.ObserveAsync(PortOf(instance), Anybody, Patience, CancellationToken.None);

        Assert.Equal((name, null), (seen.BotName, seen.LastProcessAt));
    }

    [Fact]
    public async Task Observe_AnswerWithoutEnd_IsSilenceAndTakesNoMemory()
    {
        await using var instance = await AnswerAsync(new string(' ', 2 << 20) + Good, "{}", "{}");
        using var api = new InstanceApi(TimeProvider.System);

        var seen = await api.ObserveAsync(PortOf(instance), Anybody, Patience, CancellationToken.None);

        Assert.Equal(Observation.Silent, seen);
    }

    [Fact]
    public async Task Observe_InstanceThatSetsCookies_TheyAreSentToNobody()
    {
        var sent = 0;
        await using var instance = await AnswerAsync(Good, "{}", "{}", context =>
        {
            sent += context.Request.Headers.Cookie.Count;
            context.Response.Headers.SetCookie = "a=b; path=/";
        });
        using var api = new InstanceApi(TimeProvider.System);

        await api.ObserveAsync(PortOf(instance), Anybody, Patience, CancellationToken.None);
        await api.ObserveAsync(PortOf(instance), Anybody, Patience, CancellationToken.None);

        Assert.Equal(0, sent);
    }

    [Theory]
    [InlineData("""{"timeframe": 5, "timeframe_ms": 300000}""", """{"whitelist": ["BTC/USDT"]}""")]
    [InlineData("""{"timeframe": "5m", "timeframe_ms": "300000"}""", """{"whitelist": ["BTC/USDT"]}""")]
    [InlineData("""{"timeframe": "5m", "timeframe_ms": 9223372036854775807}""", """{"whitelist": ["BTC/USDT"]}""")]
    [InlineData(Good, """{"whitelist": "BTC/USDT"}""")]
    public async Task FindSource_AnswerThatCannotBe_IsNone(string config, string list)
    {
        await using var instance = await AnswerAsync(config, "{}", list);
        using var api = new InstanceApi(TimeProvider.System);

        Assert.Null(await new DataApi(api).FindSourceAsync(
            PortOf(instance), Anybody, CancellationToken.None, CancellationToken.None));
    }

    [Theory]
    [InlineData("""{"last_analyzed_ts": null}""", null)]
    [InlineData("""{"last_analyzed_ts": 9223372036854775807}""", null)]
    [InlineData("""{"last_analyzed_ts": 0}""", null)]
    [InlineData("""{"last_analyzed_ts": 1767225600}""", 1767225600L)]
    public async Task ObserveData_AnyTime_IsReadOrNone(string candles, long? seconds)
    {
        await using var instance = await AnswerAsync(
            Good, "{}", """{"whitelist": [7, "BTC/USDT"]}""", candles: candles);
        using var api = new InstanceApi(TimeProvider.System);
        var (data, port) = (new DataApi(api), PortOf(instance));
        var source = await data.FindSourceAsync(port, Anybody, CancellationToken.None, CancellationToken.None);

        Assert.Equal(["BTC/USDT"], source!.Pairs);
        var seen = await data.ObserveAsync(
            port, Anybody, source, _ => true, CancellationToken.None, CancellationToken.None);

        Assert.Equal(seconds, seen!.AnalysedAt?.ToUnixTimeSeconds());
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(30);

    private static int PortOf(WebApplication instance) => new Uri(instance.Urls.Single()).Port;

    private static async Task<WebApplication> AnswerAsync(
        string config, string health, string list, Action<HttpContext>? also = null, string candles = "{}")
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0" });
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            also?.Invoke(context);
            return context.Response.WriteAsync(context.Request.Path.Value!.Split('/')[^1] switch
            {
                "show_config" => config,
                "health" => health,
                "whitelist" => list,
                _ => candles,
            });
        });
        await app.StartAsync();
        return app;
    }
}
