using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Signals.Model.Migrations;

/// <summary>
/// Signals by month of their own time, so that the unique key can hold it. Small integers are the contract's enums.
/// Every index ends in (event_time, key), the order of the lists.
/// </summary>
internal static class SignalsTables
{
    public static Migration Migration { get; } = new(1, "signals", """
        CREATE TABLE signals (
            id uuid NOT NULL,
            key uuid NOT NULL,
            event_time timestamptz NOT NULL,
            received_at timestamptz NOT NULL,
            position bigint,
            strategy_id integer NOT NULL,
            strategy text NOT NULL,
            strategy_version text,
            kind smallint NOT NULL,
            event text NOT NULL,
            action smallint NOT NULL,
            side smallint,
            pair text,
            exchange text,
            timeframe text,
            candle_time timestamptz,
            price numeric,
            profit_ratio numeric,
            profit_abs numeric,
            strength numeric,
            level smallint NOT NULL,
            priority smallint NOT NULL,
            scale_min numeric,
            scale_max numeric,
            scale_weak numeric,
            scale_medium numeric,
            scale_strong numeric,
            open_date timestamptz,
            close_date timestamptz,
            trade_id bigint,
            tag text,
            indicators jsonb NOT NULL,
            metadata jsonb NOT NULL,
            source smallint NOT NULL,
            simulated boolean NOT NULL,
            PRIMARY KEY (event_time, key)
        ) PARTITION BY RANGE (event_time);
        CREATE INDEX signals_id ON signals (id);
        CREATE INDEX signals_position ON signals (position) WHERE position IS NOT NULL;
        CREATE INDEX signals_waiting ON signals (strategy_id, event_time, key) WHERE position IS NULL;
        CREATE INDEX signals_untimed ON signals (strategy_id, event_time) WHERE event_time = received_at;
        CREATE INDEX signals_strategy ON signals (strategy_id, event_time, key);
        CREATE INDEX signals_pair ON signals (pair, event_time, key) WHERE pair IS NOT NULL;
        CREATE INDEX signals_level ON signals (level, event_time, key) WHERE level > 0;
        CREATE INDEX signals_kind ON signals (kind, event_time, key) WHERE kind > 0;

        CREATE TABLE stream (
            name text PRIMARY KEY,
            position bigint NOT NULL
        ) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
        INSERT INTO stream (name, position) VALUES ('signals', 0);

        CREATE TABLE strategies (
            strategy_id integer PRIMARY KEY,
            revision bigint NOT NULL,
            deleted boolean NOT NULL,
            version integer NOT NULL,
            version_label text NOT NULL,
            name text NOT NULL,
            strategy_class text NOT NULL,
            exchange text NOT NULL,
            timeframe text NOT NULL,
            scale_min numeric NOT NULL,
            scale_max numeric NOT NULL,
            scale_weak numeric NOT NULL,
            scale_medium numeric NOT NULL,
            scale_strong numeric NOT NULL,
            webhook_epoch integer NOT NULL,
            updated_at timestamptz NOT NULL
        );
        """);
}
