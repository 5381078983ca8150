using System.Reflection;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Testing;

namespace BtcWatcher.ServiceDefaults.Tests.Settings;

/// <summary>No setting without somebody who reads it; what nobody reads says so to whoever looks at them.</summary>
public sealed class SettingsReadersTests
{
    private const string Auth = "Services.Api/Auth/AuthRules.cs";
    private const string Instances = "Services.Supervisor/InstancesInForce.cs";
    private const string Rules = "Services.Notifications/Deciding/RulesInForce.cs";
    private const string ProxyHealth = "Services.Api/Proxies/ProxyHealth.cs";
    private const string ProxyChecks = "Services.Api/Proxies/ProxyChecks.cs";
    private const string Database = "ServiceDefaults/Database/ServiceDatabase.cs";

    /// <summary>Setting to the file that reads it; entries of maps without their name.</summary>
    private static readonly Dictionary<string, string> Readers = new()
    {
        ["system.monitoring.system_status_interval"] = "Services.Monitoring/Sampling/SystemSampler.cs",
        ["system.monitoring.strategy_status_interval"] = "Services.Monitoring/Sampling/StrategySampler.cs",
        ["system.monitoring.proxy_health_interval"] = ProxyChecks,
        ["system.monitoring.system_status_cache_ttl"] = "Services.Monitoring/Sampling/SystemSampler.cs",
        ["system.monitoring.strategy_status_cache_ttl"] = "Services.Monitoring/Sampling/StrategySampler.cs",
        ["system.monitoring.capacity_alert_threshold"] = "Services.Monitoring/Capacity/UtilizationAlert.cs",
        ["system.performance.db_pool_min_size"] = Database,
        ["system.performance.db_pool_max_size"] = Database,
        ["system.performance.db_command_timeout"] = Database,
        ["system.performance.redis_retry_attempts"] = "ServiceDefaults/Redis/RedisExtensions.cs",
        ["system.security.jwt_secret_key"] = Auth,
        ["system.security.jwt_expire_hours"] = Auth,
        ["system.security.jwt_algorithm"] = Auth,
        ["system.security.max_login_attempts"] = Auth,
        ["system.security.lockout_duration_minutes"] = Auth,
        ["system.security.min_password_length"] = Auth,
        ["system.security.require_special_chars"] = Auth,
        ["system.freqtrade.version"] = "Services.Supervisor/Installation/FreqTradeCheck.cs",
        ["system.freqtrade.startup_timeout"] = Instances,
        ["system.freqtrade.shutdown_timeout"] = Instances,
        ["system.freqtrade.health_check_interval"] = Instances,
        ["notifications.rate_limiting.same_pair_interval"] = Rules,
        ["notifications.rate_limiting.global_max_per_minute"] = Rules,
        ["notifications.rate_limiting.batch_interval"] = Rules,
        ["notifications.priorities.name"] = Rules,
        ["notifications.priorities.delay_seconds"] = Rules,
        ["notifications.priorities.channels"] = Rules,
        ["notifications.time_slots.start_time"] = Rules,
        ["notifications.time_slots.end_time"] = Rules,
        ["notifications.time_slots.enabled_priorities"] = Rules,
        ["notifications.time_slots.enabled_channels"] = Rules,
        ["notifications.templates.signal_template"] = "Services.Notifications/Channels/ChannelFactory.cs",
        ["notifications.templates.include_indicators"] = Rules,
        ["notifications.templates.include_chart_link"] = Rules,
        ["proxy.health_check.success_rate_threshold"] = ProxyHealth,
        ["proxy.health_check.max_latency_ms"] = ProxyHealth,
        ["proxy.health_check.max_consecutive_failures"] = ProxyHealth,
        ["proxy.health_check.test_url"] = ProxyChecks,
        ["proxy.failover.enable_direct_connection"] = ProxyChecks,
        ["proxy.failover.auto_recovery_check_interval"] = ProxyHealth,
        ["proxy.failover.recovery_success_count"] = ProxyHealth,
        ["proxy.monitoring.metrics_retention_hours"] = ProxyChecks,
        ["proxy.monitoring.alert_on_degradation"] = ProxyChecks,
        ["proxy.monitoring.latency_spike_threshold"] = ProxyHealth,
    };

    /// <summary>The original's section 5.1: setting to default; what is another here says why.</summary>
    private static readonly Dictionary<string, object> Originals = new()
    {
        ["system.monitoring.system_status_interval"] = 30,
        ["system.monitoring.strategy_status_interval"] = 30,
        ["system.monitoring.proxy_health_interval"] = 3600,
        ["system.monitoring.chart_data_cache_ttl"] = 600,
        ["system.performance.db_pool_min_size"] = 5,
        ["system.performance.db_pool_max_size"] = 20,
        ["system.performance.db_command_timeout"] = 60,
        ["system.performance.redis_max_connections"] = 20,
        ["system.performance.redis_retry_attempts"] = 3,
        ["system.security.jwt_secret_key"] = "", // A secret that everybody knows is none.
        ["system.security.jwt_expire_hours"] = 24,
        ["system.security.jwt_algorithm"] = "ES256", // Services need only public keys.
        ["system.security.max_login_attempts"] = 5,
        ["system.security.lockout_duration_minutes"] = 30,
        ["system.security.min_password_length"] = 8,
        ["system.security.require_special_chars"] = true,
        ["system.backup.auto_backup_enabled"] = true,
        ["system.backup.backup_interval_hours"] = 24,
        ["system.backup.backup_retention_days"] = 90,
        ["system.backup.backup_directory"] = "backup", // Below the data folder.
        ["system.freqtrade.version"] = "2025.8",
        ["system.freqtrade.config_directory"] = "instances", // One folder for each instance, in the data folder.
        ["system.freqtrade.strategies_directory"] = "instances",
        ["system.freqtrade.logs_directory"] = "logs",
        ["system.freqtrade.data_directory"] = "instances",
        ["system.freqtrade.startup_timeout"] = 300, // Many starts at once take minutes.
        ["system.freqtrade.shutdown_timeout"] = 30,
        ["system.freqtrade.health_check_interval"] = 30,
        ["notifications.rate_limiting.same_pair_interval"] = 300,
        ["notifications.rate_limiting.global_max_per_minute"] = 5,
        ["notifications.rate_limiting.batch_interval"] = 300,
        ["notifications.templates.signal_template"] = "simple",
        ["notifications.templates.include_indicators"] = true,
        ["notifications.templates.include_chart_link"] = true,
        ["notifications.templates.include_chart_screenshot"] = false,
        ["proxy.health_check.success_rate_threshold"] = 90,
        ["proxy.health_check.max_latency_ms"] = 500,
        ["proxy.health_check.max_consecutive_failures"] = 3,
        ["proxy.health_check.test_url"] = "https://api.binance.com/api/v3/ping",
        ["proxy.failover.enable_direct_connection"] = true,
        ["proxy.failover.auto_recovery_check_interval"] = 600,
        ["proxy.failover.recovery_success_count"] = 3,
        ["proxy.monitoring.metrics_retention_hours"] = 24,
        ["proxy.monitoring.alert_on_degradation"] = true,
        ["proxy.monitoring.latency_spike_threshold"] = 200,
    };

    // With an entry in each map, so that what an entry holds is seen too.
    private static IReadOnlyList<SettingValue> Values => SettingValue.Of(new()
    {
        Notifications = new()
        {
            Priorities = new Dictionary<string, PrioritySettings> { ["P0"] = new() },
            TimeSlots = new Dictionary<string, TimeSlotSettings> { ["night"] = new() },
        },
    });

    [Fact]
    public void EverySetting_HasAReaderOrSaysThatItHasNone()
    {
        foreach (var value in Values)
        {
            var key = value.Key.Replace(".P0.", ".", StringComparison.Ordinal)
                .Replace(".night.", ".", StringComparison.Ordinal);
            Assert.True(
                Readers.ContainsKey(key) ^ value.NotYetUsed is not null,
                $"{key} needs a reader, or the mark that it has none");
            var file = Readers.GetValueOrDefault(key);
            Assert.True(file is null || Reads(file, value.Property), $"{file} reads no {key}");
        }
    }

    [Fact]
    public void EveryReader_IsOfASettingThatExists() => Assert.Empty(Readers.Keys.Except(Values.Select(value =>
        value.Key.Replace(".P0.", ".", StringComparison.Ordinal).Replace(".night.", ".", StringComparison.Ordinal))));

    [Fact]
    public void EverySettingOfTheOriginal_ExistsWithItsDefault()
    {
        var defaults = SettingValue.Of(SettingsSnapshot.Default).ToDictionary(value => value.Key, value => value.Value);

        foreach (var (key, value) in Originals) Assert.Equal((key, value), (key, defaults[key]));
    }

    private static bool Reads(string file, PropertyInfo setting) =>
        File.ReadAllText(Path.Combine(Repository.Root, file)).Contains("." + setting.Name, StringComparison.Ordinal);
}
