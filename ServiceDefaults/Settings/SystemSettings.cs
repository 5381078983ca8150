using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>config/system.yml. Intervals and lifetimes in seconds unless the name says otherwise.</summary>
public sealed record SystemSettings
{
    public MonitoringSettings Monitoring { get; init; } = new();
    public PerformanceSettings Performance { get; init; } = new();
    public SecuritySettings Security { get; init; } = new();
    public BackupSettings Backup { get; init; } = new();
    public FreqtradeSettings Freqtrade { get; init; } = new();
}

public sealed record MonitoringSettings
{
    [Range(1, 3600)] public int SystemStatusInterval { get; init; } = 30;
    [Range(1, 3600)] public int StrategyStatusInterval { get; init; } = 30;
    [Range(10, 86400)] public int ProxyHealthInterval { get; init; } = 3600;

    /// <summary>Null: three intervals.</summary>
    [Range(1, 86400)] public int? SystemStatusCacheTtl { get; init; }

    /// <summary>Null: three intervals.</summary>
    [Range(1, 86400)] public int? StrategyStatusCacheTtl { get; init; }
    [Range(1, 86400)] public int ChartDataCacheTtl { get; init; } = 600;
}

public sealed record PerformanceSettings
{
    [Range(0, 200)] public int DbPoolMinSize { get; init; } = 5;
    [Range(2, 200)] public int DbPoolMaxSize { get; init; } = 20;
    [Range(1, 3600)] public int DbCommandTimeout { get; init; } = 60;
    [Range(1, 1000)] public int RedisMaxConnections { get; init; } = 20;
    [Range(0, 100)] public int RedisRetryAttempts { get; init; } = 3;
}

public sealed record SecuritySettings
{
    [Range(1, 720)] public int JwtExpireHours { get; init; } = 24;

    /// <summary>ES256: services need only public keys.</summary>
    [AllowedValues("ES256", ErrorMessage = "use ES256, the only one")]
    public string JwtAlgorithm { get; init; } = "ES256";
    [Range(1, 100)] public int MaxLoginAttempts { get; init; } = 5;
    [Range(1, 1440)] public int LockoutDurationMinutes { get; init; } = 30;
    [Range(8, 128)] public int MinPasswordLength { get; init; } = 8;
    public bool RequireSpecialChars { get; init; } = true;
}

public sealed record BackupSettings
{
    public bool AutoBackupEnabled { get; init; } = true;
    [Range(1, 8760)] public int BackupIntervalHours { get; init; } = 24;
    [Range(1, 36500)] public int BackupRetentionDays { get; init; } = 90;
    [Required] public string BackupDirectory { get; init; } = "backup";
}

public sealed record FreqtradeSettings
{
    [Required] public string Version { get; init; } = "2025.8";
    [Required] public string ConfigDirectory { get; init; } = "instances";
    [Required] public string StrategiesDirectory { get; init; } = "instances";
    [Required] public string LogsDirectory { get; init; } = "logs";
    [Required] public string DataDirectory { get; init; } = "instances";
    [Range(5, 3600)] public int StartupTimeout { get; init; } = 300;
    [Range(1, 600)] public int ShutdownTimeout { get; init; } = 30;
    [Range(1, 3600)] public int HealthCheckInterval { get; init; } = 30;
}
