using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Strategies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Demo;

/// <summary>The five strategies that an empty installation begins with; with the Simulator they run at once.</summary>
internal sealed class DemoStrategies(
    ApiDbContext db, ShippedStrategies shipped, StrategyCreation creation, IOptions<InstallationOptions> installation,
    TimeProvider clock, ILogger<DemoStrategies> logger)
{
    // Ranges as the strategies compute their strength; thresholds of strategies/README.md.
    private static readonly (string Name, string Class, string Pair, StrengthScale Strength)[] All =
    [
        ("MA_Cross_BTC", "MaCrossBtc", "BTC/USDT", Scale(0, 10, 0.6m, 2.5m, 6.5m)),
        ("RSI_ETH", "RsiEth", "ETH/USDT", Scale(0, 100, 20, 35, 60)),
        ("Custom_SOL", "CustomSol", "SOL/USDT", Scale(0, 1000, 130, 265, 475)),
        ("Bollinger_ADA", "BollingerAda", "ADA/USDT", Scale(0, 100, 25, 55, 75)),
        ("MACD_DOT", "MacdDot", "DOT/USDT", Scale(-5, 5, 0, 1.6m, 3.3m)),
    ];

    /// <summary>Creates them once in the life of an installation.</summary>
    /// <exception cref="InvalidOperationException">The configured folder lacks the code of one.</exception>
    public async Task EnsureAsync(CancellationToken ct)
    {
        if (!shipped.Configured)
        {
            Log.DemoNotConfigured(logger);
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAsync(ApiLock.Strategies, ct);
        if (await db.Milestones.AnyAsync(done => done.Name == Milestone.DemoStrategies, ct)) return;

        db.Milestones.Add(new() { Name = Milestone.DemoStrategies, At = clock.GetUtcNow() });
        if (!await db.Strategies.AnyAsync(ct))
        {
            foreach (var demo in All)
            {
                await creation.AddAsync(Draft(demo), installation.Value.Simulated, author: null, ct);
            }
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        Log.DemoCreated(logger, string.Join(", ", All.Select(demo => demo.Name)));
    }

    private StrategyDraft Draft((string Name, string Class, string Pair, StrengthScale Strength) demo) => new()
    {
        Name = demo.Name,
        StrategyClass = demo.Class,
        PairWhitelist = [demo.Pair],
        Strength = demo.Strength,
        Tags = ["demo"],
        Files = shipped.Find(demo.Class) ?? throw new InvalidOperationException(
            $"Strategies:Directory holds no file with class {demo.Class}, which the demo strategy {demo.Name} needs."),
    };

    private static StrengthScale Scale(decimal min, decimal max, decimal weak, decimal medium, decimal strong) =>
        new() { Min = min, Max = max, Weak = weak, Medium = medium, Strong = strong };
}
