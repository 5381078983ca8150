using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>
/// The alert of a strategy that runs and gets no new candles. It restarts nothing and counts as no failure: its usual
/// cause is the exchange or the network, and FreqTrade recovers from those by itself (facts 5.2).
/// </summary>
internal sealed class DataAlert(
    InstanceStore store, IOptions<InstancesOptions> options, IOptions<InstallationOptions> installation,
    TimeProvider clock)
{
    public static string Key(int strategyId) =>
        string.Create(CultureInfo.InvariantCulture, $"instance:{strategyId}:data");

    /// <summary>Whether the alert should be open now; null when nothing is known that would change it.</summary>
    public bool? IsDue(Keeper keeper)
    {
        if (keeper.Instance.State is not (InstanceState.Running or InstanceState.Paused)) return false;
        if (keeper.Data is not { } data) return null;
        return data.StaleSince is { } since && clock.GetUtcNow() - since >= options.Value.StaleAlertAfter;
    }

    public bool HasChanged(Keeper keeper) => IsDue(keeper) is { } due && due != keeper.Instance.DataAlertRaised;

    public async Task FollowAsync(Keeper keeper, CancellationToken ct)
    {
        if (!HasChanged(keeper)) return;
        var now = clock.GetUtcNow();
        keeper.Instance = await store.ChangeAsync(keeper.StrategyId, change =>
        {
            if (change.Row.DataAlertRaised) Resolve(change, now);
            else Raise(change, keeper.Data?.Reason ?? "", now);
        }, ct);
    }

    /// <summary>It does not run any more, so its data cannot be old.</summary>
    public static void Resolve(InstanceChange change, DateTimeOffset now)
    {
        if (!change.Row.DataAlertRaised) return;
        change.Row.DataAlertRaised = false;
        change.Tell(new AlertResolved { Key = Key(change.Row.StrategyId), At = now });
    }

    private void Raise(InstanceChange change, string reason, DateTimeOffset now)
    {
        var id = change.Row.StrategyId;
        change.Row.DataAlertRaised = true;
        change.Tell(new AlertRaised
        {
            Key = Key(id),
            Severity = AlertSeverity.Warning,
            TitleEn = $"Strategy {id} runs and gets no new candles",
            TitleZh = $"策略 {id} 正在运行，但没有收到新的K线",
            Detail = reason,
            At = now,
            StrategyId = id,
            Simulated = installation.Value.Simulated,
        });
    }
}
