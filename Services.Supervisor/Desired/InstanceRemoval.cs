using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Desired;

/// <summary>
/// What a deleted strategy's instance has left goes when its signals are safe: signals reads it before it is ended, and
/// says afterwards that nothing is missing. Every step can be taken again, so a supervisor killed between two of them
/// goes on from what it finds (docs/adr/0011-a-user-for-each-instance.md).
/// </summary>
internal sealed class InstanceRemoval(
    InstanceStore store, InstanceFolders folders, SignalsQuestion signals, IOptions<InstancesOptions> options,
    TimeProvider clock, ILogger<InstanceRemoval> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>When to look again; null when the instance is to be ended first.</returns>
    public async Task<TimeSpan?> StepAsync(Keeper keeper, CancellationToken ct)
    {
        var state = keeper.Instance.State;
        if (state.IsReachable()) return await SecureAsync(keeper, ct);
        if (state != InstanceState.Stopped || keeper.Instance.AlertRaised) return null;

        if (await signals.WhyNotSafeAsync(keeper.StrategyId, options.Value.SignalsPatience, ct) is { } missing)
        {
            Log.FolderKept(logger, keeper.StrategyId, missing, options.Value.RemovalRetry);
            return options.Value.RemovalRetry;
        }

        try
        {
            FolderRemoval.Remove(folders.Of(keeper.StrategyId));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.FolderKept(logger, keeper.StrategyId, fault.Message, options.Value.RemovalRetry);
            return options.Value.RemovalRetry;
        }

        await store.RemoveAsync(keeper.StrategyId, ct);
        keeper.Removed = true;
        Log.InstanceRemoved(logger, keeper.StrategyId);
        return TimeSpan.Zero;
    }

    // Bounded: an instance that cannot be read is ended all the same.
    private async Task<TimeSpan?> SecureAsync(Keeper keeper, CancellationToken ct)
    {
        if (keeper.SignalsAsked) return null;
        keeper.SecuringSince ??= clock.Steady();
        var left = keeper.SecuringSince.Value + options.Value.SignalsPatience - clock.Steady();
        if (left <= TimeSpan.Zero)
        {
            Log.EndedUnread(logger, keeper.StrategyId, options.Value.SignalsPatience);
            keeper.SignalsAsked = true;
            return null;
        }

        keeper.SignalsAsked = await signals.WhyNotSafeAsync(keeper.StrategyId, left, ct) is null;
        return keeper.SignalsAsked ? null : Pause < left ? Pause : left;
    }
}
