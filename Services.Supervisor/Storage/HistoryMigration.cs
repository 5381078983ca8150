using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Supervisor.Storage;

internal static class HistoryMigration
{
    public static Migration Create(int version) => new(version, "history of states, alert of old data", """
        CREATE TABLE instance_history (
            strategy_id int NOT NULL,
            number bigint NOT NULL,
            generation bigint NOT NULL,
            state text NOT NULL,
            reason text,
            exit_code int,
            log text,
            at timestamptz NOT NULL,
            PRIMARY KEY (strategy_id, number));
        ALTER TABLE instances ADD COLUMN changes bigint NOT NULL DEFAULT 0;
        ALTER TABLE instances ADD COLUMN data_alert_raised boolean NOT NULL DEFAULT false;
        """);
}
