using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using BtcWatcher.Services.Supervisor.Lifecycle;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Probing;

/// <summary>Looks now and then whether a trading instance still gets new candles.</summary>
internal sealed class DataWatch(
    DataApi api, ConfigWriter configs, IOptions<InstancesOptions> options, TimeProvider clock)
{
    private readonly FreshnessRule _rule = new(options.Value.StaleTimeframes, options.Value.StaleMargin);

    /// <summary>After a probe of it, which says since when it trades.</summary>
    public async Task LookAsync(Keeper keeper, CancellationToken ct)
    {
        var (instance, before) = (keeper.Instance, keeper.Data);
        if (instance.Port is not { } port || keeper.Probe is not { ActiveSince: { } active, Responding: true }) return;
        if (before is not null && clock.GetUtcNow() - before.At < options.Value.FreshnessInterval) return;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.ProbeTimeout);
        var credentials = configs.CredentialsOf(instance);
        // While all is well one question does: the pairs are asked for again when their data seems to stand still.
        var source = before is { Fresh: true } ? before.Source
            : await api.FindSourceAsync(port, credentials, limit.Token, ct);
        if (source is null) return;

        var seen = await api.ObserveAsync(
            port, credentials, source, at => clock.GetUtcNow() - at <= _rule.LimitOf(source.Length), limit.Token, ct);
        if (seen is not null)
        {
            keeper.Data = _rule.Judge(seen, before, instance.Generation, active, clock.GetUtcNow());
        }
    }
}
