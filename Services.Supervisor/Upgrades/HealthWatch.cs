using BtcWatcher.Services.Supervisor.Lifecycle;

namespace BtcWatcher.Services.Supervisor.Upgrades;

/// <summary>Waits until an instance does well, or does not.</summary>
internal sealed class HealthWatch(FleetState state, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <returns>Why it does not do well; null when it does, or is none any more.</returns>
    public async Task<string?> AwaitAsync(
        int strategyId, TimeSpan healthyFor, TimeSpan mostWait, CancellationToken ct)
    {
        var since = clock.GetUtcNow();
        while (state.Find(strategyId) is { } keeper)
        {
            var now = clock.GetUtcNow();
            // Many start at once, and how long its turn takes is not the program's doing.
            if (keeper.Waiting is not null) since = now;
            var (health, reason) = HealthGate.Judge(
                keeper.Instance, keeper.Desired, since, healthyFor, mostWait, now, keeper.LastFailure);
            if (health == Health.Healthy) return null;
            if (health == Health.Failed) return reason;
            await Task.Delay(Look, clock, ct);
        }

        return null;
    }
}
