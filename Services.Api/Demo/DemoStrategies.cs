using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Strategies;
using BtcWatcher.Services.Api.Strategies.Templates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Demo;

/// <summary>The five strategies that an empty installation begins with; with the Simulator they run at once.</summary>
internal sealed class DemoStrategies(
    ApiDbContext db, ShippedStrategies shipped, StrategyCreation creation, IOptions<InstallationOptions> installation,
    TimeProvider clock, ILogger<DemoStrategies> logger)
{
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
            foreach (var demo in StrategyTemplate.Shipped)
            {
                await creation.AddAsync(Draft(demo), installation.Value.Simulated, author: null, ct);
            }
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        Log.DemoCreated(logger, string.Join(", ", StrategyTemplate.Shipped.Select(demo => demo.Title)));
    }

    private StrategyDraft Draft(StrategyTemplate demo) => new()
    {
        Name = demo.Title,
        StrategyClass = demo.StrategyClass,
        PairWhitelist = [demo.Pair],
        Strength = demo.Strength,
        Tags = ["demo"],
        Files = shipped.Find(demo.StrategyClass) ?? throw new InvalidOperationException(
            $"Strategies:Directory holds no file with class {demo.StrategyClass}, which the demo strategy "
                + $"{demo.Title} needs."),
    };
}
