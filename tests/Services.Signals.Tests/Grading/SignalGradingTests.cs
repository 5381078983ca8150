using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Grading;
using FsCheck;
using FsCheck.Fluent;

namespace BtcWatcher.Services.Signals.Tests.Grading;

public sealed class SignalGradingTests
{
    private static readonly Arbitrary<StrengthScale> Scales = Arb.From(
        from limits in Gen.Choose(-1_000_000, 1_000_000).ListOf(5)
        let sorted = limits.Order().Select(limit => limit / 100m).ToList()
        select new StrengthScale
        {
            Min = sorted[0], Weak = sorted[1], Medium = sorted[2], Strong = sorted[3], Max = sorted[4],
        });

    private static readonly Arbitrary<decimal> Strengths =
        Arb.From(Gen.Choose(-2_000_000, 2_000_000).Select(value => value / 100m));

    [Theory]
    [InlineData(80, SignalLevel.Strong, SignalPriority.P0)]
    [InlineData(79.99, SignalLevel.Medium, SignalPriority.P1)]
    [InlineData(60, SignalLevel.Medium, SignalPriority.P1)]
    [InlineData(40, SignalLevel.Weak, SignalPriority.P2)]
    [InlineData(39.99, SignalLevel.Ignore, SignalPriority.Ignore)]
    public void LevelOf_DefaultScale_IsTheOriginalFormula(double strength, SignalLevel level, SignalPriority priority)
    {
        var actual = SignalGrading.LevelOf((decimal)strength, StrengthScale.Default);

        Assert.Equal(level, actual);
        Assert.Equal(priority, SignalGrading.PriorityOf(actual));
    }

    [Fact]
    public void LevelOf_ZeroInARangeAroundZero_IsAValue() => Assert.Equal(
        SignalLevel.Medium,
        SignalGrading.LevelOf(0, new StrengthScale { Min = -5, Max = 5, Weak = -1, Medium = 0, Strong = 2 }));

    [Fact]
    public void LevelOf_NoStrength_IsAlwaysIgnore() => Prop.ForAll(
        Scales, scale => SignalGrading.LevelOf(null, scale) == SignalLevel.Ignore).QuickCheckThrowOnFailure();

    [Fact]
    public void LevelOf_MoreStrength_IsNeverALowerLevel() => Prop.ForAll(
        Scales, Strengths, Strengths, (scale, one, other) =>
            SignalGrading.LevelOf(Math.Min(one, other), scale) <= SignalGrading.LevelOf(Math.Max(one, other), scale))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void LevelOf_AThresholdItself_IsAtLeastItsLevel() => Prop.ForAll(Scales, scale =>
        SignalGrading.LevelOf(scale.Strong, scale) == SignalLevel.Strong
        && SignalGrading.LevelOf(scale.Medium, scale) >= SignalLevel.Medium
        && SignalGrading.LevelOf(scale.Weak, scale) >= SignalLevel.Weak).QuickCheckThrowOnFailure();

    [Fact]
    public void LevelOf_BelowWeak_IsIgnore() => Prop.ForAll(
        Scales, scale => SignalGrading.LevelOf(scale.Weak - 0.01m, scale) == SignalLevel.Ignore)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Enums_StoredAsNumbers_KeepTheirNumbers()
    {
        Assert.Equal([0, 1, 2], Enum.GetValues<SignalKind>().Select(kind => (int)kind));
        Assert.Equal((0, 1, 2), ((int)SignalKind.Signal, (int)SignalKind.Trade, (int)SignalKind.Status));
        Assert.Equal((0, 1, 2), ((int)SignalAction.Buy, (int)SignalAction.Sell, (int)SignalAction.Hold));
        Assert.Equal((0, 1), ((int)SignalSide.Long, (int)SignalSide.Short));
        Assert.Equal((0, 1, 2), ((int)SignalSource.Webhook, (int)SignalSource.Recovered, (int)SignalSource.External));
        Assert.Equal(
            (0, 1, 2, 3),
            ((int)SignalLevel.Ignore, (int)SignalLevel.Weak, (int)SignalLevel.Medium, (int)SignalLevel.Strong));
        Assert.All(
            Enum.GetValues<SignalLevel>(), level => Assert.Equal((int)level, (int)SignalGrading.PriorityOf(level)));
    }
}
