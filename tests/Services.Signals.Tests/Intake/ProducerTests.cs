using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Signals.Intake;
using BtcWatcher.Services.Signals.Tests.Harness;

namespace BtcWatcher.Services.Signals.Tests.Intake;

/// <summary>One service for the tests of this class; each test has its own strategy.</summary>
public sealed class ProducerService(Servers servers) : IAsyncLifetime
{
    internal SignalsService Get { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Get = await SignalsService.StartAsync(servers);
        for (var id = 1; id <= 6; id++)
        {
            await Get.KnowAsync(id);
        }

        await Get.KnowAsync(7, epoch: 2);
    }

    public async ValueTask DisposeAsync() => await Get.DisposeAsync();
}

public sealed class ProducerTests(ProducerService fixture) : IClassFixture<ProducerService>
{
    private static readonly ProducerSecrets Secrets = new(SignalsService.Keys, TimeProvider.System);

    private SignalsService Service => fixture.Get;

    [Theory]
    [InlineData("/webhook/1")]
    [InlineData("/api/v1/signals/webhook/1")]
    [InlineData("/webhook")]
    [InlineData("/api/v1/signals/webhook")]
    public async Task Post_TheDocumentedModel_IsOneStoredSignal(string path)
    {
        var body = Body("Strategy 1", 81);
        var first = await StoreAsync(path, body, 1);
        var again = await StoreAsync(path, body, 1);
        var signal = await Service.GetAsync(first);

        Assert.Equal(first, again);
        Assert.Equal((SignalSource.External, SignalKind.Signal), (signal.Source, signal.Kind));
        Assert.Equal("external", signal.Event);
        Assert.Equal((SignalAction.Buy, SignalSide.Long, 81m), (signal.Action, signal.Side, signal.Strength));
        Assert.Equal((SignalLevel.Strong, 4320.5m, 0.01m), (signal.Level, signal.Price, signal.ProfitRatio));
        Assert.Equal(signal.OpenDate, signal.EventTime);
        Assert.Equal("desk 4", signal.Metadata["from"]!.GetValue<string>());
        Assert.Equal("kept", signal.Metadata["unknown"]!.GetValue<string>());
    }

    [Fact]
    public async Task Post_WithATradeAndACloseDate_IsAnEventOfATrade()
    {
        var body = Body("any name", 20);
        body["action"] = "sell";
        body["trade_id"] = 17;
        body["close_date"] = "2026-11-22 10:00:00";
        var signal = await Service.GetAsync(await StoreAsync("/webhook/2", body, 2));

        Assert.Equal((SignalKind.Trade, 17L, SignalAction.Sell), (signal.Kind, signal.TradeId, signal.Action));
        Assert.Equal(signal.CloseDate, signal.EventTime);
        Assert.Equal("Strategy 2", signal.Strategy);
    }

    [Fact]
    public async Task Post_Signed_IsStoredWhileTheSignatureIsFreshAndOfThisBody()
    {
        var text = Body("Strategy 3", 50).ToJsonString();
        var now = DateTimeOffset.UtcNow;

        Assert.Equal(HttpStatusCode.OK, await PostSignedAsync(text, text, now));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostSignedAsync(text, text + " ", now));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostSignedAsync(text, text, now.AddMinutes(-6)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostSignedAsync(text, text, now.AddMinutes(6)));
        Assert.Equal(1, await CountAsync(3));
    }

    [Theory]
    [InlineData("/webhook/4", null)]
    [InlineData("/webhook/4", "")]
    [InlineData("/webhook/4", "wrong")]
    [InlineData("/webhook/424242", "wrong")]
    [InlineData("/webhook", "wrong")]
    public async Task Post_WithoutTheSecret_Is401(string path, string? secret)
    {
        using var answer = await PostAsync(path, Body("Strategy 4", 50), secret);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("urn:btcwatcher:signals:webhook_secret", problem["type"]!.GetValue<string>());
        Assert.Equal(0, await CountAsync(4));
    }

    [Fact]
    public async Task Post_NamedAfterNobody_Is401WhateverTheSecret()
    {
        using var nobody = await PostAsync("/webhook", Body("Nobody", 50), Secrets.Of(0, 1));
        using var unnamed = await PostAsync("/webhook", new JsonObject { ["pair"] = "A/B" }, Secrets.Of(0, 1));

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unnamed.StatusCode);
    }

    [Theory]
    [InlineData("pair", null)]
    [InlineData("action", "jump")]
    [InlineData("current_rate", null)]
    [InlineData("open_date", "yesterday")]
    [InlineData("side", "up")]
    [InlineData("timeframe", "5x")]
    [InlineData("indicators", "none")]
    public async Task Post_FieldThatCannotBeRead_Is400ThatNamesIt(string field, string? value)
    {
        var body = Body("Strategy 5", 50);
        body[field] = value;
        using var answer = await PostAsync("/webhook/5", body, Secrets.Of(5, 1));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotNull(problem["errors"]![field]);
        Assert.Equal(0, await CountAsync(5));
    }

    [Theory]
    [InlineData(null, 7, HttpStatusCode.Unauthorized)]
    [InlineData(Policies.Viewer, 7, HttpStatusCode.Forbidden)]
    [InlineData(Policies.Operator, 7, HttpStatusCode.OK)]
    [InlineData(Policies.Operator, 99, HttpStatusCode.NotFound)]
    public async Task GetSecret_ByRole_IsForOperators(string? role, int strategyId, HttpStatusCode status)
    {
        using var client = role is null ? Service.Client() : Service.As(role);
        using var answer = await client.GetAsync($"/api/v1/signals/producers/{strategyId}");

        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.OK)
        {
            var view = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal(Secrets.Of(7, 2), view["secret"]!.GetValue<string>());
            Assert.NotEqual(Secrets.Of(7, 1), view["secret"]!.GetValue<string>());
            Assert.NotEqual(SignalsService.Keys.WebhookSecret(7, 2), view["secret"]!.GetValue<string>());
            using var stored = await PostAsync("/webhook/7", Body("x", 1), view["secret"]!.GetValue<string>());
            Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        }
    }

    private static JsonObject Body(string strategy, decimal strength) => new()
    {
        ["strategy"] = strategy,
        ["pair"] = "ETH/USDT",
        ["action"] = "buy",
        ["current_rate"] = 4320.5m,
        ["profit"] = 0.01m,
        ["open_date"] = "2026-11-22 09:15:00",
        ["close_date"] = null,
        ["trade_id"] = null,
        ["indicators"] = new JsonObject { ["signal_strength"] = strength, ["rsi"] = 28.4m },
        ["metadata"] = new JsonObject { ["from"] = "desk 4" },
        ["unknown"] = "kept",
    };

    private async Task<Guid> StoreAsync(string path, JsonObject body, int strategyId)
    {
        using var answer = await PostAsync(path, body, Secrets.Of(strategyId, 1));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal("success", JsonNode.Parse(text)!["status"]!.GetValue<string>());
        return JsonNode.Parse(text)!["signal_id"]!.GetValue<Guid>();
    }

    private async Task<HttpResponseMessage> PostAsync(string path, JsonObject body, string? secret)
    {
        using var client = Service.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (secret is not null)
        {
            request.Headers.TryAddWithoutValidation(ProducerSecrets.SecretHeader, secret);
        }

        return await client.SendAsync(request);
    }

    private async Task<HttpStatusCode> PostSignedAsync(string signed, string sent, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var client = Service.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhook/3");
        request.Content = new StringContent(sent, Encoding.UTF8, "application/json");
        request.Headers.Add(ProducerSecrets.TimestampHeader, timestamp);
        request.Headers.Add(
            ProducerSecrets.SignatureHeader,
            ProducerSecrets.Sign(Secrets.Of(3, 1), timestamp, Encoding.UTF8.GetBytes(signed)));
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private Task<long> CountAsync(int strategyId) =>
        Service.ScalarAsync<long>($"SELECT count(*) FROM signals WHERE strategy_id = {strategyId}");
}
