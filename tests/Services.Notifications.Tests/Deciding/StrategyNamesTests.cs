using System.Net;
using System.Net.Http.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Deciding;
using Microsoft.Extensions.Logging.Abstractions;

namespace BtcWatcher.Services.Notifications.Tests.Deciding;

public sealed class StrategyNamesTests : IDisposable
{
    private readonly MovableClock _clock = new();
    private readonly Api _api = new();
    private readonly StrategyNames _names;

    public StrategyNamesTests() => _names = new(_api, _clock, NullLogger<StrategyNames>.Instance);

    [Fact]
    public async Task Name_OfARenamedStrategy_IsTheNewOneAfterAMinute()
    {
        _api.Name = "Old";
        Assert.Equal("Old", await _names.OfAsync(3, CancellationToken.None));
        _api.Name = "New";
        Assert.Equal("Old", await _names.OfAsync(3, CancellationToken.None));
        _clock.Seconds = 62;

        Assert.Equal("New", await _names.OfAsync(3, CancellationToken.None));
        Assert.Equal(2, _api.Asked);
    }

    [Fact]
    public async Task Name_WhileTheApiIsAway_IsTheLastKnownElseTheNumber()
    {
        Assert.Equal("#3", await _names.OfAsync(3, CancellationToken.None));
        _api.Name = "Known";
        Assert.Equal("Known", await _names.OfAsync(3, CancellationToken.None));
        _api.Name = null;
        _clock.Seconds = 62;

        Assert.Equal("Known", await _names.OfAsync(3, CancellationToken.None));
    }

    public void Dispose() => _api.Dispose();

    private sealed class MovableClock : TimeProvider
    {
        public long Seconds { get; set; } = 1;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    /// <summary>One strategy, number 3; without a name the api answers 503.</summary>
    private sealed class Api : HttpMessageHandler, IHttpClientFactory
    {
        public string? Name { get; set; }

        public int Asked { get; private set; }

        public HttpClient CreateClient(string name) =>
            new(this, disposeHandler: false) { BaseAddress = new Uri("http://api") };

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(Name is null
                ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
                : new(HttpStatusCode.OK) { Content = JsonContent.Create(All(Name), options: MessageJson.Options) });
        }

        private static StrategyDefinition[] All(string name) =>
        [
            new()
            {
                Profile = new()
                {
                    StrategyId = 3, Version = 1, VersionLabel = "v1.0", Name = name, StrategyClass = "A",
                    Exchange = "binance", Timeframe = "5m", Strength = StrengthScale.Default, WebhookEpoch = 1,
                },
                PairWhitelist = ["BTC/USDT"],
            },
        ];
    }
}
