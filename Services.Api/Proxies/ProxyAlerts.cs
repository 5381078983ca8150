using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>What people are told of a proxy: that it is down and what is used instead, or that it got worse.</summary>
internal static class ProxyAlerts
{
    public const string Down = "down";
    public const string Degraded = "degraded";

    public static AlertRaised RaisedDown(Proxy proxy, Proxy? instead, TimeProvider clock)
    {
        var (en, zh) = instead is null ? ("directly", "直接连接")
            : instead.Id == proxy.Id ? ("through it still", "仍通过该代理连接")
            : ($"through {instead.Name}", $"通过 {instead.Name} 连接");
        return new()
        {
            Key = Key(proxy, Down),
            Severity = AlertSeverity.Critical,
            TitleEn = $"Proxy {proxy.Name} is down: its strategies connect {en}",
            TitleZh = $"代理 {proxy.Name} 不可用：其策略{zh}",
            Detail = proxy.Reason ?? "",
            At = clock.GetUtcNow(),
        };
    }

    public static AlertRaised RaisedDegraded(Proxy proxy, TimeProvider clock) => new()
    {
        Key = Key(proxy, Degraded),
        Severity = AlertSeverity.Warning,
        TitleEn = $"Proxy {proxy.Name} got worse",
        TitleZh = $"代理 {proxy.Name} 性能下降",
        Detail = proxy.Reason ?? "",
        At = clock.GetUtcNow(),
    };

    public static AlertResolved Resolved(Proxy proxy, string kind, TimeProvider clock) =>
        new() { Key = Key(proxy, kind), At = clock.GetUtcNow() };

    private static string Key(Proxy proxy, string kind) => $"proxy:{proxy.Id}:{kind}";
}
