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
    [NotYetUsed("chart data is not served by this version")]
    [Range(1, 86400)] public int ChartDataCacheTtl { get; init; } = 600;

    /// <summary>Percent of all slots; more is an alert.</summary>
    [Range(0.0, 100.0)] public double CapacityAlertThreshold { get; init; } = 80;
}

public sealed record PerformanceSettings
{
    [AtRestart]
    [Range(0, 200)] public int DbPoolMinSize { get; init; } = 5;
    [AtRestart]
    [Range(2, 200)] public int DbPoolMaxSize { get; init; } = 20;
    [AtRestart]
    [Range(1, 3600)] public int DbCommandTimeout { get; init; } = 60;
    [NotYetUsed("one connection of each service carries all commands at once")]
    [Range(1, 1000)] public int RedisMaxConnections { get; init; } = 20;
    [AtRestart]
    [Range(0, 100)] public int RedisRetryAttempts { get; init; } = 3;
}

public sealed record SecuritySettings
{
    [Range(1, 720)] public int JwtExpireHours { get; init; } = 24;

    /// <summary>For HS256 only. Empty: a key derived from the installation's.</summary>
    [SecretSetting]
    [RegularExpression("^$|^.{32,512}$", ErrorMessage = "must be empty, or have 32 to 512 characters")]
    public string JwtSecretKey { get; init; } = "";

    /// <summary>ES256: services need only public keys. HS256: every service could make tokens.</summary>
    [AllowedValues("ES256", "HS256", ErrorMessage = "use ES256 or HS256")]
    public string JwtAlgorithm { get; init; } = "ES256";
    [Range(1, 100)] public int MaxLoginAttempts { get; init; } = 5;
    [Range(1, 1440)] public int LockoutDurationMinutes { get; init; } = 30;
    [Range(8, 128)] public int MinPasswordLength { get; init; } = 8;
    public bool RequireSpecialChars { get; init; } = true;
}

public sealed record BackupSettings
{
    private const string NoBackups = "this version makes no backups of its own";

    [NotYetUsed(NoBackups)]
    public bool AutoBackupEnabled { get; init; } = true;
    [NotYetUsed(NoBackups)]
    [Range(1, 8760)] public int BackupIntervalHours { get; init; } = 24;
    [NotYetUsed(NoBackups)]
    [Range(1, 36500)] public int BackupRetentionDays { get; init; } = 90;
    [NotYetUsed(NoBackups)]
    [Required] public string BackupDirectory { get; init; } = "backup";
}

public sealed record FreqtradeSettings
{
    private const string OneFolder = "each instance has one folder, instances/{strategy} below Installation:Data";

    [Required] public string Version { get; init; } = "2025.8";
    [NotYetUsed(OneFolder)]
    [Required] public string ConfigDirectory { get; init; } = "instances";
    [NotYetUsed(OneFolder)]
    [Required] public string StrategiesDirectory { get; init; } = "instances";
    [NotYetUsed(OneFolder)]
    [Required] public string LogsDirectory { get; init; } = "logs";
    [NotYetUsed(OneFolder)]
    [Required] public string DataDirectory { get; init; } = "instances";
    [Range(5, 3600)] public int StartupTimeout { get; init; } = 300;
    [Range(1, 600)] public int ShutdownTimeout { get; init; } = 30;
    [Range(1, 3600)] public int HealthCheckInterval { get; init; } = 30;
}
