using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>config/proxy.yml.</summary>
public sealed record ProxySettings
{
    public ProxyHealthCheckSettings HealthCheck { get; init; } = new();
    public ProxyFailoverSettings Failover { get; init; } = new();
    public ProxyMonitoringSettings Monitoring { get; init; } = new();
}

public sealed record ProxyHealthCheckSettings
{
    [Range(0, 100)] public int SuccessRateThreshold { get; init; } = 90;
    [Range(1, 60000)] public int MaxLatencyMs { get; init; } = 500;
    [Range(1, 100)] public int MaxConsecutiveFailures { get; init; } = 3;
    [Url] public string TestUrl { get; init; } = "https://api.binance.com/api/v3/ping";
}

public sealed record ProxyFailoverSettings
{
    public bool EnableDirectConnection { get; init; } = true;
    [Range(10, 86400)] public int AutoRecoveryCheckInterval { get; init; } = 600;
    [Range(1, 100)] public int RecoverySuccessCount { get; init; } = 3;
}

public sealed record ProxyMonitoringSettings
{
    [Range(1, 8760)] public int MetricsRetentionHours { get; init; } = 24;
    public bool AlertOnDegradation { get; init; } = true;
    [Range(1, 10000)] public int LatencySpikeThreshold { get; init; } = 200;
}
