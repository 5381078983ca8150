using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>
/// Which proxy the strategies of another one use: itself, while it is down or switched off the first healthy one in
/// order, then no proxy at all where that is allowed.
/// </summary>
internal static class ProxyRouting
{
    /// <returns>Null: directly.</returns>
    public static Proxy? Effective(Proxy asked, IEnumerable<Proxy> all, bool directAllowed)
    {
        if (asked is { Enabled: true, Status: not ProxyStatus.Down }) return asked;
        var other = all.Where(one => one is { Enabled: true, Status: ProxyStatus.Healthy or ProxyStatus.Degraded })
            .OrderBy(one => one.Position).FirstOrDefault(one => one.Id != asked.Id);
        return other ?? (directAllowed ? null : asked);
    }

    /// <summary>For the supervisor: with credentials.</summary>
    public static IReadOnlyList<OutboundRoute> Routes(
        IReadOnlyCollection<Proxy> all, bool directAllowed, InstallationKeys keys) =>
    [
        .. all.OrderBy(one => one.Position).Select(one => new OutboundRoute
        {
            ProxyId = one.Id,
            Url = Effective(one, all, directAllowed) is { } used ? keys.UrlOf(used) : null,
        }),
    ];
}
