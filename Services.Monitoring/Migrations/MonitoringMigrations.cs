using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Monitoring.Migrations;

/// <summary>The history of the schema monitoring.</summary>
internal static class MonitoringMigrations
{
    public static IReadOnlyList<Migration> All { get; } =
    [
        new(1, "samples of five minutes, alerts of error queues", """
            CREATE TABLE trend_samples (
                at timestamptz PRIMARY KEY,
                cpu_percent double precision NOT NULL,
                memory_total_bytes bigint NOT NULL,
                memory_used_bytes bigint NOT NULL,
                disk_total_bytes bigint NOT NULL,
                disk_used_bytes bigint NOT NULL,
                load1 double precision NOT NULL,
                running_strategies int,
                max_strategies int,
                health_score double precision);
            CREATE TABLE error_queue_alerts (
                queue text PRIMARY KEY,
                raised_at timestamptz NOT NULL);
            """),
        new(2, "the alert of the used capacity", """
            CREATE TABLE capacity_alerts (
                key text PRIMARY KEY,
                severity text NOT NULL,
                raised_at timestamptz NOT NULL);
            """),
    ];
}
