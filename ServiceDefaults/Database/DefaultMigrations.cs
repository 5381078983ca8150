namespace BtcWatcher.ServiceDefaults.Database;

/// <summary>Tables that every service's schema has.</summary>
internal static class DefaultMigrations
{
    public static IReadOnlyList<Migration> All { get; } =
    [
        new(1, "outbox and settings copy", """
            CREATE TABLE outbox (
                id uuid PRIMARY KEY,
                sequence bigint GENERATED ALWAYS AS IDENTITY,
                type text NOT NULL,
                body text NOT NULL,
                traceparent text,
                created_at timestamptz NOT NULL);
            CREATE INDEX outbox_sequence ON outbox (sequence);
            CREATE TABLE settings_copy (
                id int PRIMARY KEY CHECK (id = 1),
                version bigint NOT NULL,
                body text NOT NULL);
            """),
    ];
}
