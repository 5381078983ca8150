using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using BtcWatcher.Services.Api.Database;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>
/// Looks at the files again and again. A broken one is an alert, and the last good settings stay in force.
/// </summary>
internal sealed class SettingsWatch(
    FileSettings settings, SettingsFiles files, IServiceScopeFactory scopes, Outbox outbox,
    IOptions<ConfigOptions> options, TimeProvider clock, ILogger<SettingsWatch> logger) : BackgroundService
{
    private const string AlertKey = "settings:refused";
    private string _seen = "";
    private bool _refused;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _seen = files.Stamp();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var stamp = files.Stamp();
            if (stamp == _seen) continue;
            try
            {
                await ReloadAsync(stoppingToken);
                _seen = stamp;
            }
            catch (Exception fault) when (TransientFaults.Is(fault) && !stoppingToken.IsCancellationRequested)
            {
                // The database was away: the same files are looked at again in the next round.
                Log.SettingsRefused(logger, fault.Message);
            }
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await settings.LoadAsync(cancellationToken);
            var resolved = new AlertResolved { Key = AlertKey, At = clock.GetUtcNow() };
            if (_refused) await TellAsync(resolved, cancellationToken);
            _refused = false;
        }
        catch (SettingsException broken)
        {
            Log.SettingsRefused(logger, broken.Message);
            if (!_refused) await TellAsync(Alert(broken), cancellationToken);
            _refused = true;
        }
    }

    private AlertRaised Alert(SettingsException broken) => new()
    {
        Key = AlertKey,
        Severity = AlertSeverity.Warning,
        TitleEn = "Settings refused, the last good ones stay in force",
        TitleZh = "配置无效，继续使用上一次有效的配置",
        Detail = broken.Message,
        At = clock.GetUtcNow(),
    };

    private async Task TellAsync(object message, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ApiDbContext>();
        outbox.Add(db, message);
        await db.SaveChangesAsync(cancellationToken);
    }
}
