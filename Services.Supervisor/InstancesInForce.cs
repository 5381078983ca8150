using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor;

/// <summary>
/// How instances are started, watched and ended, as the settings system.freqtrade want it now. What the service's own
/// configuration names (Instances:ReadyTimeout...) stays as it is there.
/// </summary>
internal sealed class InstancesInForce(
    IOptionsMonitor<InstancesOptions> options, ISettings settings, IConfiguration configuration)
    : IOptions<InstancesOptions>
{
    private sealed record Made(FreqtradeSettings From, InstancesOptions Options);

    private volatile Made? _made;

    public InstancesOptions Value
    {
        get
        {
            var wanted = settings.Current.System.Freqtrade;
            if (_made is { } made && ReferenceEquals(made.From, wanted)) return made.Options;
            var next = Make(wanted);
            _made = new(wanted, next);
            return next;
        }
    }

    private InstancesOptions Make(FreqtradeSettings wanted)
    {
        var made = options.CurrentValue.Copy();
        if (IsFree(nameof(made.ReadyTimeout))) made.ReadyTimeout = TimeSpan.FromSeconds(wanted.StartupTimeout);
        if (IsFree(nameof(made.FreshnessInterval)))
        {
            made.FreshnessInterval = TimeSpan.FromSeconds(wanted.HealthCheckInterval);
        }

        // Two thirds until the second SIGTERM, all of it until SIGKILL.
        var stop = TimeSpan.FromSeconds(wanted.ShutdownTimeout);
        if (IsFree(nameof(made.StopWait))) made.StopWait = stop * 2 / 3;
        if (IsFree(nameof(made.StopSecondWait))) made.StopSecondWait = stop / 3;
        return made;
    }

    private bool IsFree(string name) => configuration[$"{InstancesOptions.Section}:{name}"] is null;
}
