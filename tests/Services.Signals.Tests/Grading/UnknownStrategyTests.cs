using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Signals.Tests.Grading;

public sealed class UnknownStrategyTests(Servers servers)
{
    private static readonly StrengthScale Scale = new() { Min = 0, Max = 10, Weak = 3, Medium = 5, Strong = 8 };

    [Fact]
    public async Task Signal_OfUnknownStrategy_IsStoredAtOnceAndGradedAndToldWhenTheApiAnswers()
    {
        await using var service = await SignalsService.StartAsync(servers, neighbours => neighbours.ApiIsAway = true);
        await using var bus = await BusListener.StartAsync(service.RabbitMq);

        var id = await service.StoreAsync(31, Messages.CandleSignal(6));
        var waiting = await service.GetAsync(id);
        Assert.Null(waiting.Thresholds);
        Assert.Equal((SignalLevel.Ignore, 0L), (waiting.Level, waiting.Position));
        Assert.Empty(bus.Received);

        service.Neighbours.Strategies[31] = Neighbours.Profile(31, Scale);
        service.Neighbours.ApiIsAway = false;
        await Eventually.TrueAsync(() => !bus.Received.IsEmpty);

        var told = Assert.Single(bus.Signals);
        Assert.Equal((id, SignalLevel.Medium, "Strategy 31"), (told.Id, told.Level, told.Strategy));
        Assert.Equal(Scale, told.Thresholds);
        Assert.Equal(told.Position, (await service.GetAsync(id)).Position);
    }

    [Fact]
    public async Task Signal_OfUnknownStrategy_IsGradedByTheMessageThatBringsIt()
    {
        await using var service = await SignalsService.StartAsync(servers, neighbours => neighbours.ApiIsAway = true);
        await using var bus = await BusListener.StartAsync(service.RabbitMq);
        var id = await service.StoreAsync(32, Messages.CandleSignal(9));

        await bus.PublishAsync(new StrategyChanged
        {
            StrategyId = 32, Revision = 5, Change = StrategyChange.Created, Profile = Neighbours.Profile(32, Scale),
        });
        await Eventually.TrueAsync(() => !bus.Received.IsEmpty);

        Assert.Equal(SignalLevel.Strong, (await service.GetAsync(id)).Level);
    }

    [Fact]
    public async Task Thresholds_Changed_HoldFromThenOnAndSurviveARestartWithoutTheApi()
    {
        await using var service = await SignalsService.StartAsync(servers, neighbours => neighbours.ApiIsAway = true);
        await using var bus = await BusListener.StartAsync(service.RabbitMq);
        await service.KnowAsync(33);
        var before = await service.StoreAsync(33, Messages.CandleSignal(9, candle: Messages.Candle(2)));

        await bus.PublishAsync(Change(33, revision: 7, Scale));
        await Eventually.TrueAsync(async () =>
            await service.ScalarAsync<long>("SELECT revision FROM strategies WHERE strategy_id = 33") == 7);
        await bus.PublishAsync(Change(33, revision: 6, StrengthScale.Default));
        var after = await service.StoreAsync(33, Messages.CandleSignal(9, candle: Messages.Candle(1)));
        await service.StartAgainAsync();
        var restarted = await service.StoreAsync(33, Messages.CandleSignal(9, candle: Messages.Candle()));

        Assert.Equal(SignalLevel.Ignore, (await service.GetAsync(before)).Level);
        Assert.Equal(SignalLevel.Strong, (await service.GetAsync(after)).Level);
        Assert.Equal(SignalLevel.Strong, (await service.GetAsync(restarted)).Level);
    }

    private static StrategyChanged Change(int id, long revision, StrengthScale scale) => new()
    {
        StrategyId = id,
        Revision = revision,
        Change = StrategyChange.Thresholds,
        Profile = Neighbours.Profile(id, scale),
    };
}
