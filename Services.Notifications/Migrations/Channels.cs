using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Notifications.Migrations;

internal static class Channels
{
    public static Migration Migration { get; } = new(1, "channels, notifications, alerts, inbox, marks", """
        CREATE TABLE channels (
            id uuid PRIMARY KEY,
            name text NOT NULL,
            kind text NOT NULL,
            enabled boolean NOT NULL,
            language text NOT NULL,
            template text NOT NULL,
            min_level text NOT NULL,
            priorities text[] NOT NULL,
            kinds text[] NOT NULL,
            strategies int[] NOT NULL,
            limited boolean NOT NULL,
            built_in boolean NOT NULL,
            config_sealed text NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL);
        CREATE UNIQUE INDEX channels_name ON channels (lower(name));

        CREATE TABLE notifications (
            id uuid PRIMARY KEY,
            event_key text NOT NULL,
            channel_id uuid NOT NULL,
            channel text NOT NULL,
            kind text NOT NULL,
            priority text NOT NULL,
            signal_id uuid,
            alert_key text,
            strategy_id int,
            topic text,
            strength_share numeric,
            title text NOT NULL,
            body text NOT NULL,
            payload text,
            state text NOT NULL,
            reason text,
            due_at timestamptz NOT NULL,
            slot_at timestamptz,
            digest_id uuid,
            attempts int NOT NULL,
            last_error text,
            answer text,
            lease_until timestamptz,
            maybe_twice boolean NOT NULL,
            delivered_at timestamptz,
            created_at timestamptz NOT NULL,
            simulated boolean NOT NULL,
            traceparent text,
            UNIQUE (event_key, channel_id));
        CREATE INDEX notifications_due ON notifications (channel_id, priority, due_at) WHERE state = 'pending';
        CREATE INDEX notifications_held ON notifications (channel_id, due_at) WHERE state = 'held';
        CREATE INDEX notifications_slot ON notifications (slot_at) WHERE slot_at IS NOT NULL;
        CREATE INDEX notifications_topic ON notifications (channel_id, topic, slot_at DESC)
            WHERE topic IS NOT NULL AND slot_at IS NOT NULL;
        CREATE INDEX notifications_signal ON notifications (signal_id) WHERE signal_id IS NOT NULL;
        CREATE INDEX notifications_state ON notifications (state, id);
        CREATE INDEX notifications_channel ON notifications (channel_id, id);
        CREATE INDEX notifications_digest ON notifications (digest_id) WHERE digest_id IS NOT NULL;

        CREATE TABLE alerts (
            id uuid PRIMARY KEY,
            key text NOT NULL,
            severity text NOT NULL,
            title_en text NOT NULL,
            title_zh text NOT NULL,
            detail text NOT NULL,
            strategy_id int,
            simulated boolean NOT NULL,
            raised_at timestamptz NOT NULL,
            last_raised_at timestamptz NOT NULL,
            times int NOT NULL,
            resolved_at timestamptz,
            acknowledged_at timestamptz,
            acknowledged_by text);
        CREATE UNIQUE INDEX alerts_open ON alerts (key) WHERE resolved_at IS NULL;
        CREATE INDEX alerts_resolved ON alerts (id) WHERE resolved_at IS NOT NULL;

        CREATE TABLE alert_resolutions (
            key text PRIMARY KEY,
            at timestamptz NOT NULL);

        CREATE TABLE inbox_messages (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            received_at timestamptz NOT NULL,
            title text NOT NULL,
            content text NOT NULL);

        CREATE TABLE marks (
            name text PRIMARY KEY,
            value bigint NOT NULL);
        """);
}
