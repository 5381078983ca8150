using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Supervisor.Lifecycle;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Starting;

/// <summary>One alert for all starts that the machine refuses, from the first of them to the end of the last.</summary>
internal sealed class CapacityAlert(
    FleetState state, IServiceScopeFactory scopes, Outbox outbox, IOptions<InstallationOptions> installation,
    TimeProvider clock, ILogger<CapacityAlert> logger) : BackgroundService
{
    public const string Key = "capacity:starts_refused";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly string Prefix = new Failure(FailureCause.Capacity, "").Name + ":";

    // Null: refused by an earlier supervisor, which may have told it; telling it again changes nothing.
    private bool? _raised = false;

    /// <summary>Before any keeper runs.</summary>
    public void Restore() => _raised = state.Keepers.Any(IsRefused) ? null : false;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.Loaded.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Look, clock);
        do
        {
            var refused = state.Keepers.Where(IsRefused).ToArray();
            if (_raised == refused.Length > 0) continue;
            try
            {
                await TellAsync(refused, stoppingToken);
                _raised = refused.Length > 0;
            }
            catch (Exception fault) when (TransientFaults.Is(fault) && !stoppingToken.IsCancellationRequested)
            {
                Log.CapacityAlertDelayed(logger, fault.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static bool IsRefused(Keeper keeper) =>
        keeper.Instance is { State: InstanceState.BackingOff, Reason: { } reason }
        && reason.StartsWith(Prefix, StringComparison.Ordinal);

    private async Task TellAsync(Keeper[] refused, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        var now = clock.GetUtcNow();
        if (refused.Length == 0) outbox.Add(db, new AlertResolved { Key = Key, At = now });
        else outbox.Add(db, Raised(refused, now));
        await db.SaveChangesAsync(ct);
        if (refused.Length > 0) Log.StartsRefused(logger, refused[0].Instance.Reason!);
    }

    private AlertRaised Raised(Keeper[] refused, DateTimeOffset now) => new()
    {
        Key = Key,
        Severity = AlertSeverity.Warning,
        TitleEn = "The machine holds no more strategies: starts are refused and tried again",
        TitleZh = "系统容量已满：策略启动被拒绝，将自动重试",
        Detail = $"Strategies {string.Join(", ", refused.Select(keeper => keeper.StrategyId).Order().Take(20))}"
            + $"{(refused.Length > 20 ? " and others" : "")}: {refused[0].Instance.Reason}",
        At = now,
        Simulated = installation.Value.Simulated,
    };
}
