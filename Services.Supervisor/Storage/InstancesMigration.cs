using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Supervisor.Storage;

internal static class InstancesMigration
{
    public static Migration Create() => new(1, "instances, desired states, definitions, routes", """
        CREATE TABLE installation (
            id int PRIMARY KEY CHECK (id = 1),
            simulated boolean NOT NULL);
        CREATE TABLE route_revision (
            id int PRIMARY KEY CHECK (id = 1),
            revision bigint NOT NULL);
        INSERT INTO route_revision (id, revision) VALUES (1, 0);
        CREATE TABLE desired_states (
            strategy_id int PRIMARY KEY,
            revision bigint NOT NULL,
            state text NOT NULL CHECK (state IN ('stopped', 'running')),
            version int NOT NULL,
            restart_nonce int NOT NULL,
            deleted boolean NOT NULL);
        CREATE TABLE definitions (
            strategy_id int NOT NULL,
            version int NOT NULL,
            body text NOT NULL,
            PRIMARY KEY (strategy_id, version));
        CREATE TABLE instances (
            strategy_id int PRIMARY KEY,
            generation bigint NOT NULL,
            state text NOT NULL CHECK (state IN
                ('stopped', 'starting', 'running', 'paused', 'idle', 'stopping', 'backing_off', 'gave_up')),
            state_since timestamptz NOT NULL,
            reason text,
            ending_because text,
            version int NOT NULL,
            restart_nonce int NOT NULL,
            applied_revision bigint NOT NULL,
            port int UNIQUE,
            pid int,
            start_ticks bigint,
            boot_id text,
            started_at timestamptz,
            ready_at timestamptz,
            exit_code int,
            failures int NOT NULL,
            faults int NOT NULL,
            next_attempt_at timestamptz,
            alert_raised boolean NOT NULL,
            sealed_credentials text);
        """);
}
