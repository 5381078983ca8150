using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Supervisor.Upgrades;

internal static class UpgradesMigration
{
    public static Migration Create(int version) => new(
        version, "versions of FreqTrade and their upgrades", """
        ALTER TABLE instances ADD COLUMN program_version text;
        CREATE TABLE freqtrade_current (
            id int PRIMARY KEY CHECK (id = 1),
            version text,
            alert_raised boolean NOT NULL);
        INSERT INTO freqtrade_current (id, version, alert_raised) VALUES (1, NULL, false);
        CREATE TABLE freqtrade_upgrades (
            id uuid PRIMARY KEY,
            from_version text,
            target_version text NOT NULL,
            state text NOT NULL CHECK (state IN
                ('preflight', 'switching', 'rolling_back', 'succeeded', 'rolled_back', 'failed')),
            wave int NOT NULL,
            reason text,
            requested_by text,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            finished_at timestamptz);
        -- One at a time, whoever asks.
        CREATE UNIQUE INDEX freqtrade_upgrades_active ON freqtrade_upgrades ((true))
            WHERE state IN ('preflight', 'switching', 'rolling_back');
        CREATE TABLE freqtrade_upgrade_members (
            upgrade_id uuid NOT NULL REFERENCES freqtrade_upgrades ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
            strategy_id int NOT NULL,
            wave int NOT NULL,
            state text NOT NULL CHECK (state IN
                ('waiting', 'stopping', 'switched', 'healthy', 'restoring', 'restored')),
            runs boolean NOT NULL,
            from_version text,
            state_since timestamptz NOT NULL,
            PRIMARY KEY (upgrade_id, strategy_id));
        CREATE TABLE freqtrade_upgrade_steps (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            upgrade_id uuid NOT NULL REFERENCES freqtrade_upgrades ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
            at timestamptz NOT NULL,
            strategy_id int,
            step text NOT NULL,
            detail text);
        CREATE INDEX freqtrade_upgrade_steps_upgrade ON freqtrade_upgrade_steps (upgrade_id, id);
        """);
}
