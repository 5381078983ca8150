using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Tests.Harness;

namespace BtcWatcher.Services.Signals.Tests.Intake;

/// <summary>One service for the tests of this class; each test has its own strategy.</summary>
public sealed class WebhookService(Servers servers) : IAsyncLifetime
{
    internal SignalsService Get { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // The request lines that the service leaves out, to see that even they could tell no secret.
        Get = await SignalsService.StartAsync(
            servers, settings: ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Information"));
        for (var id = 1; id <= 12; id++)
        {
            await Get.KnowAsync(id);
        }

        await Get.KnowAsync(20, epoch: 2);
    }

    public async ValueTask DisposeAsync() => await Get.DisposeAsync();
}

public sealed class WebhookTests(WebhookService fixture) : IClassFixture<WebhookService>
{
    private static string? FirstDetail { get; set; }

    private SignalsService Service => fixture.Get;

    [Fact]
    public async Task Post_CandleSignal_IsStoredGradedAndShown()
    {
        var id = await Service.StoreAsync(1, Messages.CandleSignal());
        var signal = await Service.GetAsync(id);

        Assert.Equal(SignalLevel.Strong, signal.Level);
        Assert.Equal(SignalPriority.P0, signal.Priority);
        Assert.Equal(87.25m, signal.Strength);
        Assert.Equal(StrengthScale.Default, signal.Thresholds);
        Assert.Equal("Strategy 1", signal.Strategy);
        Assert.Equal("v1.0", signal.StrategyVersion);
        Assert.Equal("binance", signal.Exchange);
        Assert.Equal(SignalSource.Webhook, signal.Source);
        Assert.True(signal.Simulated);
        Assert.True(signal.Position > 0);
        Assert.Equal(28.4m, signal.Indicators["rsi"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Post_TheSameSignalTwice_IsOneRowAndOneId()
    {
        var first = await Service.StoreAsync(2, Messages.CandleSignal());
        var second = await Service.StoreAsync(2, Messages.CandleSignal());

        Assert.Equal(first, second);
        Assert.Equal(1, await CountAsync(2));
    }

    [Fact]
    public async Task Post_StatusRepeatedAtOnce_IsARetryButNotAfterAnotherOne()
    {
        var first = await Service.StoreAsync(3, Messages.Status());
        var retry = await Service.StoreAsync(3, Messages.Status());
        await Service.StoreAsync(3, Messages.Status("stopped"));
        var again = await Service.StoreAsync(3, Messages.Status());

        Assert.Equal(first, retry);
        Assert.NotEqual(first, again);
        Assert.Equal(3, await CountAsync(3));
    }

    [Fact]
    public async Task Post_TradeAfterItsSignal_InheritsItsStrength()
    {
        var candle = await Service.StoreAsync(4, Messages.CandleSignal(66));
        var entry = await Service.GetAsync(await Service.StoreAsync(4, Messages.Trade("entry_fill")));
        var exit = await Service.GetAsync(await Service.StoreAsync(4, Messages.Trade("exit_fill")));

        Assert.Equal((66m, SignalLevel.Medium), (entry.Strength, entry.Level));
        Assert.Equal(candle.ToString(), entry.Metadata["strength_from"]!.GetValue<string>());
        Assert.Equal((66m, SignalPriority.P1), (exit.Strength, exit.Priority));
        Assert.Equal(0.01m, exit.ProfitRatio);
    }

    [Fact]
    public async Task Post_SignalWithoutStrength_IsIgnoreAndNull()
    {
        var signal = await Service.GetAsync(await Service.StoreAsync(5, Messages.CandleSignal(null)));

        Assert.Null(signal.Strength);
        Assert.Equal((SignalLevel.Ignore, SignalPriority.Ignore), (signal.Level, signal.Priority));
    }

    [Fact]
    public async Task Post_Form_IsStoredToo()
    {
        using var answer = await Service.PostAsync(6, new FormUrlEncodedContent(
            Messages.Trade("entry").ToDictionary(field => field.Key, field => field.Value!.GetValue<string>())));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, await CountAsync(6));
    }

    [Theory]
    [InlineData(7, "wrong")]
    [InlineData(7, "")]
    [InlineData(424242, "wrong")]
    public async Task Post_WrongSecret_Is401WithoutSayingWhetherTheStrategyExists(int strategyId, string secret)
    {
        using var answer = await Service.PostAsync(strategyId, Messages.CandleSignal(), secret);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("urn:btcwatcher:signals:webhook_secret", problem["type"]!.GetValue<string>());
        Assert.Equal(FirstDetail ??= problem["detail"]!.GetValue<string>(), problem["detail"]!.GetValue<string>());
        Assert.Equal(0, await CountAsync(strategyId));
    }

    [Fact]
    public async Task Post_SecretOfAnEarlierEpoch_Is401()
    {
        using var old = await Service.PostAsync(20, Messages.Status());
        using var present = await Service.PostAsync(20, Messages.Status(), SignalsService.Keys.WebhookSecret(20, 2));

        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        Assert.Equal(HttpStatusCode.OK, present.StatusCode);
    }

    [Theory]
    [InlineData("{", "malformed")]
    [InlineData("""{"event":"status","text":"a\u0000b"}""", "malformed")]
    [InlineData("""{"event":"entry","pair":"A/B"}""", "malformed")]
    [InlineData("""{"event":"exit","pair":"A","trade_id":"1","close_date":"2001-01-01"}""", "time")]
    [InlineData("""{"event":"exit","pair":"A","trade_id":"1","close_date":"2101-01-01"}""", "time")]
    public async Task Post_Malformed_Is400ThatSaysWhy(string body, string type)
    {
        using var answer = await Service.PostAsync(8, new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("urn:btcwatcher:signals:" + type, problem["type"]!.GetValue<string>());
        Assert.NotEmpty(problem["detail"]!.GetValue<string>());
        Assert.Equal(0, await CountAsync(8));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_TooLarge_Is413(bool chunked)
    {
        using var client = Service.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, SignalsService.WebhookPath(9));
        request.Content = JsonContent.Create(Messages.Status(new string('x', 70_000)));
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(0, await CountAsync(9));
    }

    [Fact]
    public async Task Post_RowThatPostgresRefuses_IsRefusedAlone()
    {
        // Whatever slips through the intake's own checks: here a constraint stands for it.
        await Service.ScalarAsync<string?>("ALTER TABLE signals ADD CONSTRAINT no_bad CHECK (pair <> 'BAD/USDT')");
        var bad = Messages.CandleSignal(pair: "BAD/USDT");
        var good = Enumerable.Range(0, 30)
            .Select(n => Service.PostAsync(10, Messages.CandleSignal(pair: $"P{n}/USDT"))).ToList();
        var refused = Service.PostAsync(10, bad);

        Assert.All(await Task.WhenAll(good), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(HttpStatusCode.BadRequest, (await refused).StatusCode);
        Assert.Equal(30, await CountAsync(10));
    }

    [Theory]
    [InlineData("1e99999")]
    [InlineData("-1e99999")]
    [InlineData("1e-99999")]
    public async Task Post_NumberThatIsNoDouble_Is400(string number)
    {
        var body = $$"""{"event":"boom","values":[1,{{number}}]}""";

        using var refused = await Service.PostAsync(13, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(0, await CountAsync(13));
    }

    [Fact]
    public async Task Post_Secret_IsInNoLogAndNoSpan()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var secret = SignalsService.Keys.WebhookSecret(11, 1);

        await Service.StoreAsync(11, Messages.CandleSignal());
        using var refused = await Service.PostAsync(11, new StringContent("{", Encoding.UTF8, "application/json"));

        // The span of this test's own client carries its address, as FreqTrade would if it made spans.
        var own = spans.Where(span => span.Source.Name != "System.Net.Http").ToList();
        Assert.Contains(own, span => span.OperationName == "record signals");
        Assert.DoesNotContain(own, span => Describe(span).Contains(secret, StringComparison.Ordinal));
        Assert.Contains(Service.Logged, line => line.Contains("/api/v1/signals/webhook/11", StringComparison.Ordinal));
        Assert.Contains(Service.Logged, line => line.Contains("scope", StringComparison.Ordinal));
        Assert.DoesNotContain(Service.Logged, line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_Message_TracesFromTheRequestToTheBatchWithItsAttributes()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "BtcWatcher" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await Service.StoreAsync(12, Messages.CandleSignal());

        await BtcWatcher.Testing.Eventually.TrueAsync(() => spans.Any(IsRequest));
        var request = spans.First(IsRequest);
        Assert.Equal("ETH/USDT", request.GetTagItem("btcwatcher.pair"));
        Assert.NotNull(request.GetTagItem("btcwatcher.candle"));
        Assert.Contains(spans, span => span.OperationName == "record signals" && span.TraceId == request.TraceId);
    }

    private static bool IsRequest(Activity span) => 12.Equals(span.GetTagItem("btcwatcher.strategy.id"));

    private static string Describe(Activity span) => string.Join(
        ' ', [span.DisplayName, .. span.TagObjects.Select(tag => $"{tag}"), .. span.Events.SelectMany(e => e.Tags)]);

    private Task<long> CountAsync(int strategyId) =>
        Service.ScalarAsync<long>($"SELECT count(*) FROM signals WHERE strategy_id = {strategyId}");
}
